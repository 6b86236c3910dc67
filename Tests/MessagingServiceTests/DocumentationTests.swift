import Foundation
import ServiceKit
import Testing

@testable import MessagingService

/// The documents are what the program says of itself.
@Suite struct DocumentationTests {
    private func text(_ path: String) throws -> String {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        return try String(contentsOf: root.appending(path: path), encoding: .utf8)
    }

    @Test func everySettingIsInTheTable() throws {
        let readme = try text("README.md")
        for line in ConfigurationTable.markdown(for: MessagingService.sections).split(separator: "\n") {
            #expect(readme.contains(line), "\(line)")
        }
    }

    @Test func everyMetricIsInTheTable() throws {
        let readme = try text("README.md")
        for line in MetricsTable.markdown(for: MessagingService.metrics).split(separator: "\n") {
            #expect(readme.contains(line), "\(line)")
        }
    }

    @Test func everyCloseCodeIsTold() throws {
        let document = try text("Shared/Contracts/websocket.md")
        for code in [.normal] + CloseCode.ofTheService {
            #expect(document.contains("| \(code.number) |"), "\(code.number)")
        }
    }
}
