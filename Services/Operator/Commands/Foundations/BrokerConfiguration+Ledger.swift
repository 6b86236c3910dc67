import Contracts
import RabbitMQ

extension BrokerConfiguration {
    /// Makes sure that a service is there to answer commands.
    func requireLedger() async throws {
        let first = LedgerTopology.partition(0)
        guard try await consumers(of: first) > 0 else {
            throw OperatorFailure(
                .unavailable, "nobody takes commands from \(first)", advice: "Start transaction-service.")
        }
    }

    private func consumers(of queue: String) async throws -> Int {
        let administration = BrokerAdministration(configuration: self)
        do throws(BrokerError) {
            let status = try await administration.status(ofQueue: queue)
            await administration.close()
            return status.consumers
        } catch {
            guard error.code == .notFound else { throw error }
            throw OperatorFailure(
                .unavailable, "this broker has no queue \(queue)",
                advice: "Start transaction-service, which declares it; or correct the virtual host in AMQP_URL.")
        }
    }
}
