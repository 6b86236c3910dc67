import CLibPQ
import Logging

/// Passes the server's notices and warnings on to the log.
final class NoticeSink: Sendable {
    private let logger: Logger

    init(logger: Logger) {
        self.logger = logger
    }

    /// The connection must not outlive this object.
    func attach(to connection: OpaquePointer) {
        let receiver: PQnoticeReceiver = { context, result in
            guard let context, let result else { return }
            Unmanaged<NoticeSink>.fromOpaque(context).takeUnretainedValue().log(result)
        }
        PQsetNoticeReceiver(connection, receiver, Unmanaged.passUnretained(self).toOpaque())
    }

    private func log(_ result: OpaquePointer) {
        let field = { (code: CInt) in PQresultErrorField(result, code).map { String(cString: $0) } }
        let level: Logger.Level =
            switch field(kauri_pq_diag_severity) {
            case "WARNING": .warning
            case "NOTICE", "INFO": .info
            case "ERROR", "FATAL", "PANIC": .error
            default: .debug
            }
        let message =
            field(kauri_pq_diag_message) ?? PostgresError.oneLine(String(cString: PQresultErrorMessage(result)))
        logger.log(level: level, "\(message)", metadata: ["sqlstate": "\(field(kauri_pq_diag_sqlstate) ?? "-")"])
    }
}
