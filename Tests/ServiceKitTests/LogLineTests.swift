import Foundation
import Logging
import ServiceKit
import Testing

private struct Line: Decodable, Equatable {
    let time: String
    let level: String
    let logger: String
    let message: String
    let trace_id: String?
    let source: String
    let metadata: [String: String]?
    let truncated: Bool?
}

@Suite struct LogLineTests {
    private let folder: ScratchFolder

    init() throws {
        folder = try ScratchFolder()
    }

    private func line(_ body: (Logger) -> Void) throws -> (line: Line, text: String) {
        let name = UUID().uuidString
        body(try folder.logger(name, level: .trace))
        let lines = folder.lines(name)
        try #require(lines.count == 1)
        return (try JSONDecoder().decode(Line.self, from: Data(lines[0].utf8)), lines[0])
    }

    @Test func aLineHasEveryField() throws {
        let (line, text) = try line { logger in
            logger.warning(
                "hello", metadata: ["trace_id": "4bf92f", "lane": "3", "at": ["queue": "a", "tags": ["x", "y"]]])
        }
        #expect(line.level == "warning")
        #expect(line.logger == "test")
        #expect(line.message == "hello")
        #expect(line.trace_id == "4bf92f")
        #expect(line.source == "ServiceKitTests")
        #expect(line.metadata == ["lane": "3", "at.queue": "a", "at.tags.0": "x", "at.tags.1": "y"])
        #expect(line.truncated == nil)
        #expect(text.hasPrefix("{\"time\":\"20"))
        let match = line.time.wholeMatch(of: /\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z/)
        #expect(match != nil)
        let written = try Date(line.time, strategy: .iso8601WithMilliseconds)
        #expect(abs(written.timeIntervalSinceNow) < 60)
    }

    @Test func everyCharacterSurvives() throws {
        let controls = String(String.UnicodeScalarView((0...0x9F).compactMap { Unicode.Scalar($0) }))
        let text = controls + "\"\\/ é 漢 🐚 \u{2028}\u{2029}\u{FEFF}\u{10FFFF}\u{FFFE}\r\n"
        let (line, raw) = try line { $0.info("\(text)", metadata: [text: .string(text)]) }
        #expect(line.message.unicodeScalars.elementsEqual(text.unicodeScalars))
        #expect(line.metadata?.values.first.map { $0.unicodeScalars.elementsEqual(text.unicodeScalars) } == true)
        // Nothing that ends a line for some reader, or that a terminal obeys, is written as it is.
        #expect(raw.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F...0x9F).contains($0.value) })
        #expect(!raw.contains("\u{2028}") && !raw.contains("\u{2029}"))
    }

    @Test func bytesThatAreNoUnicodeBecomeReplacements() throws {
        let text = String(decoding: [0x61, 0xFF, 0xED, 0xA0, 0x80, 0x62], as: UTF8.self)
        let (line, _) = try line { $0.info("\(text)") }
        #expect(line.message.hasPrefix("a\u{FFFD}") && line.message.hasSuffix("\u{FFFD}b"))
    }

    @Test func aLongLineIsCutAndSaysSo() throws {
        let long = String(repeating: "漢\"\u{1}", count: 20_000)
        var metadata: Logger.Metadata = [:]
        for index in 0..<200 { metadata["key\(index)"] = .string(long) }
        let (line, text) = try line { logger in
            logger.info("\(long)", metadata: metadata, source: long)
        }
        #expect(text.utf8.count < LineLogHandler.longestLine)
        #expect(text.utf8.count > LineLogHandler.longestLine / 2)
        #expect(line.truncated == true)
        #expect(line.message.hasSuffix("…"))
        #expect(line.metadata?.isEmpty == false)
    }

    @Test func manyShortEntriesAreBounded() throws {
        var metadata: Logger.Metadata = [:]
        for index in 0..<10_000 { metadata["k\(index)"] = "v" }
        let (line, _) = try line { $0.info("m", metadata: ["nested": .dictionary(metadata)]) }
        #expect(line.metadata?.count == 64)
        #expect(line.truncated == true)
    }

    @Test func anErrorIsShown() throws {
        let (line, _) = try line { $0.error("failed", error: NeverHappened(what: "x")) }
        #expect(line.metadata?["error.type"] == "ServiceKitTests.NeverHappened")
        #expect(line.metadata?["error.message"]?.contains("x") == true)
    }

    @Test func loggersAreValues() throws {
        var first = try folder.logger("values")
        first[metadataKey: "only"] = "first"
        var second = first
        second[metadataKey: "only"] = "second"
        second.logLevel = .error
        #expect(first[metadataKey: "only"] == "first")
        #expect(first.logLevel == .info)
    }

    @Test func theContextOfACallIsAdded() throws {
        let sink = try LogSink(path: folder.path + "/context")
        let logger = Logger(label: "test") {
            LineLogHandler(
                label: $0, format: .json, level: .info, sink: sink,
                metadataProvider: .init { ["trace_id": "from context", "a": "context"] })
        }
        logger.info("m", metadata: ["a": "call"])
        let line = try JSONDecoder().decode(Line.self, from: Data(folder.lines("context")[0].utf8))
        #expect(line.trace_id == "from context")
        #expect(line.metadata == ["a": "call"])
    }

    @Test func aTerminalGetsText() throws {
        let sink = try LogSink(path: folder.path + "/console")
        let logger = Logger(label: "lane") {
            LineLogHandler(label: $0, format: .console, level: .info, sink: sink)
        }
        logger.notice("went\nwell", metadata: ["b": "two words", "a": "1", "trace_id": "t"])
        let line = folder.lines("console")[0]
        #expect(line.dropFirst(12) == " NOTICE   lane: went\\nwell trace_id=t a=1 b=\"two words\"")
        #expect(line.prefix(12).wholeMatch(of: /\d\d:\d\d:\d\d\.\d{3}/) != nil)
    }
}

extension ParseStrategy where Self == Date.ISO8601FormatStyle {
    fileprivate static var iso8601WithMilliseconds: Self { .init(includingFractionalSeconds: true) }
}
