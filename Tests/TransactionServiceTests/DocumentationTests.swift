import Foundation
import LedgerQueries
import MessageStore
import ServiceKit
import Testing
import TransactionService

/// The README's tables are what the program says of itself.
@Suite struct DocumentationTests {
    private let readme: String

    init() throws {
        let root = URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        readme = try String(contentsOf: root.appending(path: "README.md"), encoding: .utf8)
    }

    @Test func everySettingIsInTheTable() {
        let table = ConfigurationTable.markdown(for: [ServiceKeys.section(httpPort: 8_080), LedgerKeys.section])
        #expect(readme.contains(table.trimmingCharacters(in: .newlines)))
    }

    @Test func everyMetricIsInTheTable() {
        #expect(
            readme.contains(
                MetricsTable.markdown(for: LaneMetrics.all + QueryMetrics.all + MessageMetrics.all)
                    .trimmingCharacters(in: .newlines)))
    }

    @Test func everyMetricOfEveryServiceIsInATable() {
        let table = MetricsTable.markdown(for: PrometheusRegistry.serviceMetrics)
        #expect(readme.contains(table.trimmingCharacters(in: .newlines)))
    }
}
