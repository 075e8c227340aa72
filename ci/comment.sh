#!/bin/sh
# Writes the result of check.sh as one comment of the job's pull request or merge request; later jobs update it.
# PYBENCH_REPORT is the Markdown file, PYBENCH_TOKEN a token that may write comments. Without a request, a report or a
# token, nothing is written. If the comment cannot be written, this is only a warning, because the check is the gate.
set -eu
umask 077

warn() {
  if [ "${GITHUB_ACTIONS-}" = true ]; then echo "::warning title=pybench::$*" >&2; else echo "pybench: $*" >&2; fi
}

leave() {
  warn "no comment: $*"
  exit 0
}

: "${PYBENCH_REPORT:=pybench-check.md}"
[ -s "$PYBENCH_REPORT" ] || leave "there is no report"

if [ -n "${GITHUB_REPOSITORY-}" ]; then
  number=
  # Only this file has the number of the pull request for every event.
  if [ -n "${GITHUB_EVENT_PATH-}" ] && command -v jq >/dev/null; then
    number=$(jq -r '.pull_request.number // empty' <"$GITHUB_EVENT_PATH")
  fi
  comments="${GITHUB_API_URL-}/repos/$GITHUB_REPOSITORY/issues/$number/comments"
  comment="${GITHUB_API_URL-}/repos/$GITHUB_REPOSITORY/issues/comments"
  update=PATCH header='Authorization: Bearer'
elif [ -n "${CI_PROJECT_ID-}" ]; then
  number=${CI_MERGE_REQUEST_IID-}
  comments="${CI_API_V4_URL-}/projects/$CI_PROJECT_ID/merge_requests/$number/notes"
  comment=$comments
  update=PUT header='PRIVATE-TOKEN:'
else
  leave "this is no job of GitHub or GitLab"
fi
command -v jq >/dev/null || leave "there is no jq; install.sh installs it with PYBENCH_COMMENT=true"
command -v curl >/dev/null || leave "there is no curl; install.sh installs it with PYBENCH_COMMENT=true"
case $number in
  '')
    echo "pybench: no comment: the job does not run for a pull request or merge request" >&2
    exit 0
    ;;
  *[!0-9]*) leave "the number of the request is none" ;;
esac
[ -n "${PYBENCH_TOKEN-}" ] || leave "there is no PYBENCH_TOKEN"

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# In a file, because other users can read the command line.
printf '%s %s\nContent-Type: application/json\n' "$header" "$PYBENCH_TOKEN" >"$folder/headers"

# The first line identifies the comment: the marker of pybench check, or a marker with the archive's name.
marker=$(head -n 1 -- "$PYBENCH_REPORT")
case $marker in
  '<!-- pybench '*' -->') cp -- "$PYBENCH_REPORT" "$folder/body" ;;
  *)
    marker="<!-- pybench $(printf '%s' "${PYBENCH_ARCHIVE:-python.tar.zst}" | tr -c 'A-Za-z0-9._/' _) -->"
    { printf '%s\n' "$marker" && cat -- "$PYBENCH_REPORT"; } >"$folder/body"
    ;;
esac
jq -Rs '{body: .}' <"$folder/body" >"$folder/request"

# request METHOD URL [OPTIONS]: writes the response to $folder/answer and its code to $status.
request() {
  method=$1 url=$2
  shift 2
  status=$(curl --silent --show-error --request "$method" --header "@$folder/headers" --output "$folder/answer" \
    --write-out '%{http_code}' "$@" --url "$url") || status=000
}

succeeded() { [ "$status" -ge 200 ] && [ "$status" -lt 300 ]; }

id=
page=1
while [ -z "$id" ]; do
  request GET "$comments?per_page=100&page=$page"
  succeeded || leave "the list of comments was answered with $status"
  id=$(jq -r --arg marker "$marker" 'map(select(.body | startswith($marker))) | .[0].id // empty' "$folder/answer")
  [ "$(jq length "$folder/answer")" -eq 100 ] || break
  page=$((page + 1))
done

if [ -n "$id" ]; then
  request "$update" "$comment/$id" --data-binary "@$folder/request"
  # A comment of another author cannot be changed.
  ! succeeded || exit 0
fi
request POST "$comments" --data-binary "@$folder/request"
succeeded || leave "the comment was answered with $status; may the token write comments?"
