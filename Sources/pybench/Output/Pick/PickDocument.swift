import BenchCore
import BenchDecide
import BenchResults
import Pipeline

/// A choice as JSON, with stable keys; `docs/formats.md` describes them.
///
/// Keys that end in `_bytes` are bytes, keys that end in `_s` seconds. Values that were not measured and limits
/// that were not set are omitted.
struct PickDocument {
  /// The version of the keys; it increases when a key changes its meaning or is removed.
  static let schemaVersion = 2

  private let pick: Pick

  init(_ pick: Pick) { self.pick = pick }

  /// The JSON text, with a line end.
  ///
  /// - Throws: `Failure` if a figure is not finite.
  var text: String {
    get throws(Failure) {
      try JSONText.document(
        JSONObject([
          "schema_version": Self.schemaVersion,
          // The words for `archive --setting` and `archive --order`.
          "setting": pick.choice.setting.label,
          "order": pick.choice.setting.order,
          "objective": objective,
          "limits": limits,
          "results": zip(pick.results, pick.trees).map { results, tree in
            JSONObject([
              "tree": tree, "folder": results.folder, "original_bytes": results.rows.first?.originalBytes,
              "tar_sha256": results.provenance?.tar.sha256,
              "missing": results.provenance.map(\.gaps).flatMap { $0.isEmpty ? nil : $0 },
            ])
          },
          "choice": option(pick.choice),
          "alternatives": pick.alternatives.map(option),
          "frontier": pick.frontier.map(\.setting.name),
          "measured_settings": pick.measured,
          "admitted_settings": pick.admitted,
          "unconstrained": pick.unconstrained.map {
            JSONObject(["best": option($0.candidate), "reasons": $0.reasons.map(Self.reason)])
          },
          "excluded": pick.excluded.map {
            JSONObject(["setting": $0.setting.name, "reasons": $0.reasons.map(Self.reason)])
          },
          "fairness": pick.fairness.map(fairness),
          "certainty": certainty,
          "against": pick.against.map(against),
        ]))
    }
  }

  private var objective: JSONObject {
    let own: [JSONObject.Pair] =
      switch pick.objective {
      case .smallest: [("kind", "smallest")]
      case .delivery(let bandwidth, let until):
        [
          ("kind", "delivery"), ("bandwidth_bytes_per_s", bandwidth.bytesPerSecond),
          ("until", until.rawValue),
        ]
      case .lifetime(let bandwidth, let downloads, let builds, let until):
        [
          ("kind", "lifetime"), ("bandwidth_bytes_per_s", bandwidth.bytesPerSecond),
          ("until", until.rawValue),
          ("downloads", downloads), ("builds", builds),
        ]
      case .fastest(let operation): [("kind", "fastest"), ("operation", operation.rawValue)]
      case .cheapestBuild(let share): [("kind", "cheapest_build"), ("within_percent", share.percent)]
      case .egress(let price, let downloads):
        [("kind", "egress"), ("price_per_gb", price), ("downloads", downloads)]
      }
    // The unit is that of every `cost`: bytes, s or money.
    return JSONObject(
      own + [("formula", pick.objective.formula), ("cost_unit", pick.objective.unit.rawValue)])
  }

  private var limits: JSONObject {
    var decoders: [String] = []
    var pairs: [JSONObject.Pair] = []
    for limit in pick.limits.all {
      switch limit {
      case .archiveSize(let most): pairs.append(("max_compressed_bytes", most))
      case .compressTime(let most): pairs.append(("max_compress_s", most.inSeconds))
      case .decompressThroughput(let least):
        pairs.append(("min_decompress_bytes_per_s", least.bytesPerSecond))
      case .compressMemory(let most): pairs.append(("max_compress_heap_bytes", most))
      case .decompressMemory(let most): pairs.append(("max_decompress_heap_bytes", most))
      case .window(let most): pairs.append(("max_window_bytes", most))
      case .codecs(let known): pairs.append(("codecs", known.map(\.rawValue)))
      case .decoder(let profile):
        decoders.append(profile.rawValue)
        if profile == .default { pairs.append(("default_decoder", true)) }
      }
    }
    return JSONObject(pairs + (decoders.isEmpty ? [] : [("decoders", decoders)]))
  }

  /// A setting with its figures; a cost is in the objective's `cost_unit`.
  private func option(_ candidate: Candidate) -> JSONObject {
    let cost = pick.objective.cost(of: candidate)
    return JSONObject([
      "setting": candidate.setting.label, "order": candidate.setting.order,
      "cost": cost?.seconds, "cost_error": cost?.error,
      "original_bytes": candidate.originalBytes, "compressed_bytes": candidate.archiveBytes,
      "compress": candidate.compressTime.map(Self.time),
      "decompress": candidate.decompressTime.map(Self.time),
      "extract": candidate.extractTime.map(Self.time),
      "compress_heap_bytes": candidate.compressHeap, "decompress_heap_bytes": candidate.decompressHeap,
      "window_bytes": candidate.window,
      // The figure that `max_decompress_heap_bytes` limits.
      "decoder_memory_bytes": candidate.decoderMemory,
      "default_decoder": candidate.defaultDecoder,
      "per_tree": zip(candidate.rows, pick.trees).map { row, tree in
        JSONObject([
          "tree": tree, "compressed_bytes": row.compressedBytes, "compressed_sha256": row.compressedSHA256,
          "compress": row.compress.map { Self.time($0.measured) },
          "decompress": row.decompress.map { Self.time($0.measured) },
          "extract": row.extract.map { Self.time($0.measured) }, "library_version": row.libraryVersion,
        ])
      },
    ])
  }

  /// A time and its standard error, to the microsecond as in sweep.csv.
  private static func time(_ time: MeasuredTime) -> JSONObject {
    JSONObject([
      "time_s": (time.seconds * 1e6).rounded() / 1e6, "error_s": (time.error * 1e6).rounded() / 1e6,
    ])
  }

  /// A reason, with the name of the limit if a limit is the reason.
  private static func reason(_ exclusion: Exclusion) -> JSONObject {
    let limit: Limit? =
      switch exclusion {
      case .broken(let breach): breach.limit
      case .unmeasured(let unmeasured, _): unmeasured
      case .missing, .failed, .unverified, .unranked, .outgrown: nil
      }
    return JSONObject(["limit": limit?.name, "text": exclusion.reason])
  }

  private func fairness(_ fairness: Fairness) -> JSONObject {
    JSONObject([
      "losses": fairness.losses.map {
        JSONObject(["tree": pick.trees[$0.tree], "best": $0.best.name, "loss": $0.share])
      },
      "fairest": fairness.fairest.name, "fairest_loss": fairness.fairestLoss,
    ])
  }

  private var certainty: JSONObject {
    JSONObject([
      "rule":
        "costs a and b are equal where |a - b| <= 2 * sqrt(error of a ^ 2 + error of b ^ 2); of the settings "
        + "equal to the least cost the one with the smallest archive is chosen, then with the least memory and "
        + "then with the least time to compress",
      // The settings as good as the choice by the objective.
      "equals": pick.certainty.equals.map(\.name),
      "single_rounds": pick.certainty.singleRounds,
      "close_calls": pick.certainty.closeCalls.map {
        JSONObject([
          "setting": $0.setting.name, "tree": $0.tree, "limit": $0.limit.name, "met": $0.met,
          "time": Self.time($0.time),
        ])
      },
      "noisy": pick.certainty.noisy.map {
        JSONObject(["setting": $0.setting.name, "tree": $0.tree, "reasons": $0.reasons])
      },
    ])
  }

  /// The rival of `--against`; verdicts (gain, loss, equal) are from the choice's point of view.
  private func against(_ rival: Candidate) -> JSONObject {
    JSONObject([
      "setting": option(rival),
      "figures": Tradeoff(of: pick.choice, against: rival).items.map {
        JSONObject(["figure": $0.name, "verdict": $0.verdict.rawValue, "change": $0.change])
      },
    ])
  }
}
