import Contracts
import Hummingbird

/// An error as HTTP tells it: RFC 9457, with the contract's own code.
struct Problem: Error, HTTPResponseError {
    let status: HTTPResponse.Status
    let code: String
    let message: String
    var field: String?
    var isRetriable = false

    /// What is wrong with a request, in the contract's words.
    init(_ error: CommandError) {
        status = Self.status(of: error.code)
        code = error.code.rawValue
        message = error.message
        field = error.field
        isRetriable = error.code.isRetriable
    }

    /// Nobody is proven to ask.
    static func unauthenticated(_ message: String) -> Problem {
        Problem(.unauthorized, "unauthenticated", message)
    }

    /// There is no such route, or not in this way.
    static func noRoute(_ status: HTTPResponse.Status) -> Problem {
        Problem(status, "not_found", "there is no such resource")
    }

    private init(_ status: HTTPResponse.Status, _ code: String, _ message: String) {
        self.status = status
        self.code = code
        self.message = message
    }

    func response(from _: Request, context _: some RequestContext) throws -> Response { response }

    /// The whole answer.
    var response: Response {
        var json = JSONWriter(capacity: 256)
        json.beginObject()
        json.member("type", "about:blank")
        json.member("title", status.reasonPhrase)
        json.key("status")
        json.int(Int(status.code))
        json.member("detail", message)
        json.member("code", code)
        if let field { json.member("field", field) }
        json.key("retriable")
        json.bool(isRetriable)
        json.endObject()
        var headers: HTTPFields = [.contentType: "application/problem+json", .cacheControl: "no-store"]
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
        if status == .serviceUnavailable || status == .tooManyRequests { headers[.retryAfter] = "1" }
        return Response(status: status, headers: headers, body: .init(byteBuffer: ByteBuffer(bytes: json.bytes)))
    }

    private static func status(of code: ErrorCode) -> HTTPResponse.Status {
        switch code {
        case .messageTooLarge: .contentTooLarge
        case .unsupportedContent: .unsupportedMediaType
        case .forbidden, .notAMember, .senderBlocked: .forbidden
        case .conversationNotFound, .messageNotFound, .partyNotFound, .outcomeNotFound: .notFound
        case .idempotencyKeyReused, .conversationExists, .alreadyAMember, .conversationFull, .settingsFull: .conflict
        case .rateLimited: .tooManyRequests
        case .mailboxFull, .unavailable: .serviceUnavailable
        case .searchUnavailable: .notImplemented
        case .internalError: .internalServerError
        default: code.stage == .reading ? .badRequest : .unprocessableContent
        }
    }
}
