"""Says hello, in as many ways as it is asked to."""

import sys

from json_of import table


def main(names):
    for name in names or ["world"]:
        print(table.get(name, "Hello, {}!").format(name))


if __name__ == "__main__":
    main(sys.argv[1:])
