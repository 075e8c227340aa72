import FoundationEssentials
import Glibc

extension Failure {
  /// Why FoundationEssentials could not read or write a file, in the system's words where it gives them.
  package static func reason(_ error: any Error) -> String {
    guard let error = error as? CocoaError else { return String(describing: error) }
    if let code = (error.userInfo["NSUnderlyingError"] as? POSIXError)?.code {
      return String(cString: strerror(code.rawValue))
    }
    return switch error.code {
    case .fileReadNoSuchFile, .fileNoSuchFile: "no such file or folder"
    case .fileReadNoPermission, .fileWriteNoPermission: "permission denied"
    case .fileReadInapplicableStringEncoding: "it is not UTF-8"
    default: String(describing: error)
    }
  }
}
