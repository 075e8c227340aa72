import Foundation

extension Failure {
  /// Why Foundation could not read or write a file.
  ///
  /// The system's words where it has them; Foundation's own are often no more than "The operation could not be
  /// completed".
  package static func reason(_ error: any Error) -> String {
    let system = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let system, system.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(CInt(system.code)))
    }
    let isMissing = (error as? CocoaError)?.code == .fileReadNoSuchFile
    return isMissing ? "no such file" : error.localizedDescription
  }
}
