package import BenchCore
import CLZMA
import CZstd

/// Memory that a codec reads in no order, for an original of any size.
///
/// Buffers that it passes through once are not part of it.
extension Setting {
  /// The tables in which compression searches; nil if the library keeps them below a megabyte.
  package var searchedMemory: ByteCount? {
    switch encoder {
    case .libzstd:
      let parameters = ZSTD_getCParams(Int32(level), 0, 0)
      // An entry has four bytes. Where a strategy has no second table, its number is small.
      return ByteCount(4 * ((1 << Int(parameters.hashLog)) + (1 << Int(parameters.chainLog))))
    case .liblzma: return ByteCount(Int(lzma_easy_encoder_memusage(preset)))
    case .zlib, .libdeflate, .zopfli: return nil
    }
  }

  /// The window from which a decoder copies; nil for deflate, whose window has 32 KiB (RFC 1951).
  package var decodedWindow: ByteCount? {
    switch encoder {
    case .libzstd: return ByteCount(1 << (windowLog ?? Int(ZSTD_getCParams(Int32(level), 0, 0).windowLog)))
    case .liblzma:
      var options = lzma_options_lzma()
      return lzma_lzma_preset(&options, preset) == 0 ? ByteCount(Int(options.dict_size)) : nil
    case .zlib, .libdeflate, .zopfli: return nil
    }
  }

  /// The preset of liblzma with this level.
  var preset: UInt32 { UInt32(level) | (extreme ? pybench_lzma_preset_extreme() : 0) }
}
