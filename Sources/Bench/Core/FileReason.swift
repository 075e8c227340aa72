import FoundationEssentials
import Glibc

extension Failure {
  /// The reason of a FoundationEssentials file error, with the system's message if there is one.
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
