import LedgerQueries
import MessageStore
import ServiceKit
import TransactionService

/// Settings come from the environment; see the table in the README.
@main
struct TransactionServiceMain {
    static func main() async {
        await ServiceRunner.main(
            "transaction-service", httpPort: 8_080, sections: [LedgerKeys.section],
            metrics: LaneMetrics.all + QueryMetrics.all + MessageMetrics.all
        ) { context in
            try await LedgerService.parts(context)
        }
    }
}
