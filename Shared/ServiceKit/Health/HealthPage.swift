import Foundation
import Hummingbird

/// The JSON answers of the health requests.
enum HealthPage {
    private struct Live: Encodable {
        let status: String
        let stuck: [String]
    }

    private struct Ready: Encodable {
        let status: String
        let parts: [Part]
    }

    private struct Part: Encodable {
        let name: String
        let status: String
        let required: Bool
        let reason: String?
    }

    static func response(_ liveness: Liveness) -> Response {
        let page = Live(status: liveness.isAlive ? "ok" : "stuck", stuck: liveness.stuck)
        return response(page, isGood: liveness.isAlive)
    }

    static func response(_ readiness: Readiness) -> Response {
        let status = readiness.isReady ? "ok" : readiness.isStopping ? "stopping" : "not ready"
        return response(Ready(status: status, parts: readiness.parts.map(part)), isGood: readiness.isReady)
    }

    private static func part(_ part: Readiness.Part) -> Part {
        let (status, reason): (String, String?) =
            switch part.status {
            case .ok: ("ok", nil)
            case .starting: ("starting", nil)
            case .failing(let reason): ("failing", reason)
            }
        return Part(name: part.name, status: status, required: part.isRequired, reason: reason)
    }

    private static func response(_ page: some Encodable, isGood: Bool) -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        guard let body = try? encoder.encode(page) else { return Response(status: .internalServerError) }
        return Response(
            status: isGood ? .ok : .serviceUnavailable,
            headers: [.contentType: "application/json", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(bytes: body)))
    }
}
