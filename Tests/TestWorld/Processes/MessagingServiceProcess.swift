import Foundation
import ServiceKit

/// One instance of the real messaging-service.
public actor MessagingServiceProcess {
    /// The process: what is asked of any service is asked of it.
    public nonisolated let process: TransactionServiceProcess

    init(_ process: TransactionServiceProcess) { self.process = process }

    /// Starts it, and waits until it is ready.
    public func start() async throws { try await process.start() }

    /// The port that people connect to: the last that it has told.
    public nonisolated var port: UInt16 {
        get throws {
            let line = process.logText.split(separator: "\n").last { $0.contains("People are served") }
            let digits = line.flatMap { line in
                line.firstRange(of: "\"port\":").map {
                    line[$0.upperBound...].drop { !$0.isNumber }.prefix { $0.isNumber }
                }
            }
            guard let port = digits.flatMap({ UInt16($0) }) else {
                throw WorldError("\(process.name) serves nobody; its log ends with\n\(process.logTail())")
            }
            return port
        }
    }

    /// What the operator's tool must be told to find it and to be believed.
    public nonisolated var toolSettings: [String: String] {
        get throws {
            ["KAURI_MESSAGING_URL": "http://127.0.0.1:\(try port)", "KAURI_TOKEN_SECRETS": World.tokenSecrets]
        }
    }

    /// Asks over HTTP.
    ///
    /// - Parameters:
    ///   - body: JSON; nil for none.
    ///   - token: who asks; nil for nobody.
    /// - Returns: the status, and the body where it is a JSON object.
    public nonisolated func http(
        _ method: String, _ path: String, _ body: String? = nil, token: String?, patience: Int = 15
    ) async throws -> (status: Int, document: Document?) {
        var request = "\(method) \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        if let token { request += "Authorization: Bearer \(token)\r\n" }
        if let body { request += "Content-Type: application/json\r\nContent-Length: \(body.utf8.count)\r\n" }
        request += "\r\n\(body ?? "")"
        guard let answer = await HTTPGet.exchange(request, port: try port, patience: patience) else {
            throw WorldError(
                "\(method) \(path) was not answered; \(process.name)'s log ends with\n\(process.logTail())")
        }
        return (answer.status, try? Document(Array(answer.body.utf8)))
    }
}

extension World {
    private static let secret = Data(repeating: 7, count: 32)
    fileprivate static let tokenSecrets = "test:\(secret.base64EncodedString())"

    /// The world's first instance of messaging-service; started where there is none.
    public func messaging() async throws -> MessagingServiceProcess {
        if let messagingStart { return try await messagingStart.value }
        let start = Task { try await startMessaging() }
        messagingStart = start
        return try await start.value
    }

    /// Adds an instance of messaging-service and waits until it is ready; a transaction-service must run.
    public func startMessaging(settings: [String: String] = [:]) async throws -> MessagingServiceProcess {
        let environment = ProcessInfo.processInfo.environment
        let binary = try Stack.value("KAURI_BIN_DIR", in: environment) + "/messaging-service"
        guard FileManager.default.isExecutableFile(atPath: binary) else {
            throw WorldError("\(binary) is missing; run: swift build --product messaging-service")
        }
        var own = environment.filter { !$0.key.hasPrefix("KAURI_") && $0.key != "DATABASE_URL" }
        own["AMQP_URL"] = brokerURL
        own["KAURI_HTTP_PORT"] = "0"
        own["KAURI_MESSAGING_PORT"] = "0"
        own["KAURI_DRAIN_SECONDS"] = "0"
        own["KAURI_TOKEN_SECRETS"] = Self.tokenSecrets
        own.merge(settings) { $1 }
        messagingCount += 1
        let short = name.split(separator: "_").dropFirst().first ?? "world"
        let name = "\(short)-messaging-\(messagingCount - 1)"
        let folder = stack.isOwn ? try Stack.shared().folder : stack.folder
        let log = try LogFile(URL(filePath: folder).appending(path: "log/worlds/\(name).log"))
        let process = TransactionServiceProcess(name: name, binary: binary, environment: own, log: log)
        atTheEnd { try? await process.stop() }
        let messaging = MessagingServiceProcess(process)
        try await messaging.start()
        return messaging
    }

    /// A token that every instance of this world believes.
    public nonisolated func token(
        _ person: String, _ role: Identity.Role = .user, lifetime: Int64 = 600
    ) async throws -> String {
        let key = TokenKey(id: "test", secret: Array(Self.secret))
        return try await TokenSigner(key, issuer: "kauri", audience: "kauri").token(
            subject: person, role: role, lifetime: lifetime, at: Int64(Date().timeIntervalSince1970))
    }
}
