import Foundation
import Logging
import Testing

@testable import ServiceKit

@Suite struct LogSinkTests {
    @Test func linesOfManyThreadsStayWhole() async throws {
        let folder = try ScratchFolder()
        let logger = try folder.logger("many")
        let text = String(repeating: "x", count: 3_000)
        await withTaskGroup(of: Void.self) { group in
            for task in 0..<8 {
                group.addTask {
                    for index in 0..<100 { logger.info("\(text)", metadata: ["at": "\(task)-\(index)"]) }
                }
            }
        }
        let lines = folder.lines("many")
        #expect(lines.count == 800)
        #expect(lines.allSatisfy { $0.hasPrefix("{\"time\":") && $0.hasSuffix("}") })
        #expect(Set(lines.map { $0.suffix(30) }).count > 700)
    }

    @Test func aLineThatCannotBeWrittenIsCounted() throws {
        let sink = try LogSink(path: "/dev/full")
        sink.write(Array("line\n".utf8))
        #expect(sink.droppedLines == 1)
    }

    @Test func aLogFileThatCannotBeOpenedIsNamed() throws {
        let error = #expect(throws: LogSinkError.self) { try LogSink(path: "/nonexistent/log") }
        #expect(error?.description.contains("/nonexistent/log") == true)

        let configuration = try ServiceConfiguration.load(
            [ServiceKeys.section(httpPort: 0)], environment: ["KAURI_LOG_OUTPUT": "/nonexistent/log"])
        #expect(throws: ConfigurationError.self) { try ServiceLogging.bootstrap(configuration) }
    }

    @Test(arguments: [
        (0, "1970-01-01T00:00:00.000Z"), (951_782_400_001, "2000-02-29T00:00:00.001Z"),
        (1_709_251_199_999, "2024-02-29T23:59:59.999Z"), (1_767_225_600_000, "2026-01-01T00:00:00.000Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"), (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
    ])
    func timesAreRFC3339(milliseconds: Int, text: String) {
        #expect(String(decoding: LogTimestamp(milliseconds: milliseconds).rfc3339, as: UTF8.self) == text)
    }

    @Test func datesAgreeWithTheSystemForTwoCenturies() {
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for day in stride(from: 0, to: 73_000, by: 13) {
            let milliseconds = day * 86_400_000 + 45_296_789
            let expected = Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(style)
            let text = String(decoding: LogTimestamp(milliseconds: milliseconds).rfc3339, as: UTF8.self)
            #expect(text.prefix(19) == expected.prefix(19))
        }
    }
}
