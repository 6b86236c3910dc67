import RabbitMQ
import Synchronization

/// Where a lane finds out which partitions it is to serve and under which lease, and says when it has taken notice.
///
/// The lane looks here between two batches. A new order is carried out once the window at hand is finished and acknowledged; a dismissal ends
/// the lane's work where it is.
final class LaneDesk: Sendable {
    /// What a lane is to do.
    struct Order: Sendable {
        let number: UInt64
        let lease: Lease
        let partitions: [Int]
    }

    private struct State {
        /// Nil without a lease.
        var order: Order?
        var issued: UInt64 = 0
        /// The last order that was carried out.
        var done: UInt64 = 0
        var isBusy = false
        var work: Task<Void, any Error>?
        var isClosed = false
        var waiting: [CheckedContinuation<Void, Never>] = []
    }

    private let state = Mutex(State())
    let consumer: BrokerConsumer

    init(_ consumer: BrokerConsumer) { self.consumer = consumer }

    // What the lane calls.

    /// The lease to work under; the lane is busy from here to ``rest()``. Nil where there is none.
    func takeLease() -> Lease? {
        state.withLock { state in
            guard let order = state.order else { return nil }
            state.isBusy = true
            return order.lease
        }
    }

    /// Says which task does the work; it is cancelled at once when the lane has been dismissed in the meantime.
    func begin(_ work: Task<Void, any Error>, under lease: Lease) {
        let isDismissed = state.withLock { state in
            state.work = work
            return state.order?.lease !== lease
        }
        if isDismissed { work.cancel() }
    }

    /// What is to be done and was not yet.
    func order(after number: UInt64) -> Order? {
        state.withLock { state in state.order.flatMap { $0.number > number ? $0 : nil } }
    }

    /// Says that an order is carried out.
    func finish(_ order: Order) { change { $0.done = max($0.done, order.number) } }

    /// Says that nothing is left of the work.
    func rest() {
        change { state in
            state.isBusy = false
            state.work = nil
        }
    }

    /// Says that the lane has ended: nobody waits for it any more.
    func close() { change { $0.isClosed = true } }

    // What the membership calls.

    /// Gives the lane these partitions instead of those that it has, and waits until it has finished with the others.
    func assign(_ partitions: [Int], under lease: Lease) async {
        let issued: UInt64? = state.withLock { state in
            // A lease ends before its lanes are dismissed: an order that comes after that would be under nobody's lease.
            guard !lease.hasEnded else { return nil }
            state.issued += 1
            state.order = Order(number: state.issued, lease: lease, partitions: partitions)
            return state.issued
        }
        guard let number = issued else { return }
        await consumer.wake()
        await wait { $0.done >= number || $0.order == nil }
    }

    /// Ends the lane's work where it is, and waits until nothing is left of it.
    func dismiss() async {
        let work = state.withLock { state in
            state.order = nil
            return state.work
        }
        work?.cancel()
        change { _ in }
        // At once, whatever the work waits for: somebody else may be waiting for these partitions.
        await consumer.consume(from: [], prefetch: 1)
        await wait { !$0.isBusy }
    }

    private func change(_ body: (inout State) -> Void) {
        let waiting = state.withLock { state in
            body(&state)
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }

    private func wait(until isDone: (borrowing State) -> Bool) async {
        while true {
            let mayGo = state.withLock { $0.isClosed || isDone($0) }
            if mayGo { return }
            await withCheckedContinuation { continuation in
                let isOver = state.withLock { state in
                    if state.isClosed || isDone(state) { return true }
                    state.waiting.append(continuation)
                    return false
                }
                if isOver { continuation.resume() }
            }
        }
    }
}
