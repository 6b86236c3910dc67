import Contracts
import MessagingClient

/// What the service says over HTTP about messages.
enum BulkAnswer {
    /// - Parameter count: how many messages were asked for.
    /// - Returns: how many were accepted, and the others by error code.
    static func read(_ answer: HTTPAnswer, of count: Int) -> (accepted: Int, refused: [String: Int]) {
        guard answer.isSuccess else {
            let problem = (try? JSONReader.read(answer.body))?.asObject
            return (0, [problem?["code"]?.asString ?? "http_\(answer.status)": count])
        }
        guard count > 1 else { return (1, [:]) }
        let results = (try? JSONReader.read(answer.body))?.asObject?["results"]?.asArray ?? []
        var accepted = 0
        var refused: [String: Int] = [:]
        for result in results {
            if result.asObject?["status"]?.asString == "accepted" {
                accepted += 1
            } else {
                refused[code(of: result.asObject) ?? "unknown", default: 0] += 1
            }
        }
        if results.count < count { refused["no_result"] = count - results.count }
        return (accepted, refused)
    }

    private static func code(of result: JSONObject?) -> String? {
        result?["code"]?.asString ?? result?["error"]?.asObject?["code"]?.asString
    }
}
