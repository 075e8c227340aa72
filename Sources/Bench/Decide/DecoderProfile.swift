package import BenchCore
import BenchResults
package import Pipeline

/// A decoder on users' machines: what it accepts, as a set of limits.
package enum DecoderProfile: String, Hashable, Sendable, CaseIterable {
  /// The stock libraries and tools without options.
  ///
  /// libzstd rejects windows above 2^27 bytes (`ZSTD_WINDOWLOG_LIMIT_DEFAULT` in zstd.h), in 32-bit builds too. zlib
  /// and `xz -d` have no limit. A sweep decodes each archive this way, so the verdict is measured.
  case `default`
  /// ruzstd, a zstd decoder in Rust: windows of at most 100 MiB.
  ///
  /// `DEFAULT_MAX_WINDOW_SIZE` in its `frame_decoder.rs`, the limit without `set_max_window_size`. Version 0.9 rejects a
  /// byte more; earlier versions do so only after the first frame, and later sources allow 128 MiB.
  case ruzstd
  /// A 32-bit process with raised limits: windows of at most 1 GiB.
  ///
  /// zstd's 32-bit builds take no larger window with any option (`ZSTD_WINDOWLOG_MAX_32` in zstd.h).
  case bits32 = "32bit"
  /// `xz -d --memlimit-decompress=64MiB`: the window and the decoder's state together.
  ///
  /// The xz manual gives 65 MiB for `xz -9`. XZ Embedded and busybox limit the dictionary alone to 64 MiB
  /// (`xz_dec_init` in `xzminidec.c` and `decompress_unxz.c`), so they accept all that this profile does.
  case xz64MiB = "xz-64MiB"

  /// The formats that it reads; nil for all.
  package var codecs: [Codec]? {
    switch self {
    case .default, .bits32: nil
    case .ruzstd: [.zstd]
    case .xz64MiB: [.xz]
    }
  }

  /// The largest window that it accepts; nil if it has no limit of its own, or a sweep measures it.
  package var window: ByteCount? {
    switch self {
    case .default, .xz64MiB: nil
    case .ruzstd: .mebibytes(100)
    case .bits32: .mebibytes(1024)
    }
  }

  /// The most memory that it may need, as its library states it; nil without a limit.
  package var memory: ByteCount? { self == .xz64MiB ? .mebibytes(64) : nil }

  /// Compares `row` with the limits, the format first.
  func standing(of row: SweepRow) -> Limit.Standing {
    guard self != .default else {
      return row.defaultDecoder.map { $0 ? .met : .broken(needed: .decoder(self)) } ?? .unmeasured
    }
    let limits: [Limit?] = [
      codecs.map { .codecs($0) }, window.map { .window($0) }, memory.map { .decompressMemory($0) },
    ]
    return limits.lazy.compactMap { $0?.standing(of: row) }.first { $0 != .met } ?? .met
  }
}
