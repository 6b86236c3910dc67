import Logging
import Metrics
import ServiceKit

/// This instance among the others: holds its lease, ends those of the dead, and gives the lanes their partitions.
///
/// Three loops use it. Renewing waits for nothing but the database; fencing frees what lanes here may be waiting for; handing over waits for the
/// lanes. None of them may wait for another one.
actor Membership {
    let store: InstanceStore
    let relay: OutboxRelay
    let desks: [LaneDesk]
    let partitions: Int
    let length: Duration
    let metrics = MembershipMetrics()
    let logger: Logger

    /// The lease of now; nil while there is none.
    private(set) var lease: Lease?
    /// Everybody, as of the last renewal.
    private(set) var members = InstanceStore.Members()
    /// The lane of each partition that this instance has.
    var lanes: [Int: Int] = [:]
    /// Partitions that no lane here serves any more, and that the database does not know of as free.
    var givenUp: Set<Int> = []
    private var former: String?
    private var hasLeft = false

    init(
        store: InstanceStore, relay: OutboxRelay, desks: [LaneDesk], partitions: Int, lease length: Duration,
        logger: Logger
    ) {
        self.store = store
        self.relay = relay
        self.desks = desks
        self.partitions = partitions
        self.length = length
        self.logger = logger
    }

    /// Renews the lease, or takes a new one where there is none. Nothing else loses or takes a lease.
    ///
    /// - Throws: when the database does not answer. The lease then runs out.
    func renew() async throws {
        guard !hasLeft else { return }
        guard let lease else { return try await join() }
        do {
            if try await extend(lease) { return }
        } catch {
            if ContinuousClock.now > lease.until + patience {
                await lose(lease, "the database did not answer while it ran out")
            }
            throw error
        }
        await lose(lease, "another instance has fenced it")
        try await join()
    }

    private func extend(_ lease: Lease) async throws -> Bool {
        let begun = ContinuousClock.now
        guard let members = try await store.renew(lease) else { return false }
        lease.extend(from: begun)
        if self.lease === lease { note(members) }
        return true
    }

    /// How long lanes keep what they have after the lease has run out while the database does not answer.
    ///
    /// Where there are others, they may have been given the partitions already, and wait for this one to let go. Who was alone keeps its deliveries
    /// through an outage, for a while: somebody may have come since.
    private var patience: Duration { members.living.count > 1 ? .zero : .seconds(30) }

    private func join() async throws {
        let lease = Lease(length: length, from: .now)
        let members = try await store.join(lease, partitions: partitions, after: former)
        former = lease.id
        guard !hasLeft else { return }
        self.lease = lease
        note(members)
        logger.info("joined", metadata: ["instance": "\(lease.id)", "instances": "\(members.living.count)"])
    }

    private func note(_ members: InstanceStore.Members) {
        if Set(members.living) != Set(self.members.living) {
            logger.info(
                "instances have come or gone", metadata: ["instances": "\(members.living.map(\.id).sorted())"])
        }
        self.members = members
        metrics.instances.set(members.living.count)
    }

    /// Gives up everything that belongs to a lease. What was committed under it and not announced is in the outbox for whoever fences it.
    private func lose(_ lease: Lease, _ reason: String) async {
        lease.end()
        self.lease = nil
        metrics.lost.increment()
        logger.warning("the lease is lost", metadata: ["instance": "\(lease.id)", "reason": "\(reason)"])
        await withTaskGroup(of: Void.self) { group in
            for desk in desks { group.addTask { await desk.dismiss() } }
        }
        lanes = [:]
        givenUp = []
        members = InstanceStore.Members()
        metrics.partitions.set(0)
    }

    /// Ends the leases of the dead, announces what they have left behind, and sets their partitions free; in this order.
    func fence() async throws {
        guard let lease, lease.isValid, !members.ending.isEmpty else { return }
        for id in members.ending where try await store.fence(id) {
            metrics.fenced.increment()
            logger.notice("an instance is gone", metadata: ["instance": "\(id)"])
        }
        // Who has left nothing behind need not wait until the broker has taken what others left.
        try await store.bury()
        try await relay.relay(under: lease)
        try await store.bury()
        // Whose partitions are free now is news that nobody should wait for. That this lease is lost is left to the renewal to find.
        _ = try await extend(lease)
    }

    /// Leaves the others, at the end: the lanes have ended before.
    func leave() async {
        hasLeft = true
        guard let lease else { return }
        lease.end()
        self.lease = nil
        _ = try? await store.fence(lease.id, always: true)
        try? await store.bury()
    }
}
