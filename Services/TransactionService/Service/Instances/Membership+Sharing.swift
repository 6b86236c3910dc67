import Logging

extension Membership {
    /// Brings what the lanes serve into line with what is this instance's share.
    ///
    /// - Returns: whether they serve all of it. Partitions come only when nobody else has them any more: this one then asks again.
    func share() async throws -> Bool {
        guard let lease, lease.isValid else { return false }
        let share = Rendezvous.partitions(of: members.living)[lease.id] ?? []
        let wanted = Set(share.filter { $0 < partitions })
        let surplus = lanes.keys.filter { !wanted.contains($0) }
        if !surplus.isEmpty {
            try await serve(lanes.filter { wanted.contains($0.key) }, under: lease)
            givenUp.formUnion(surplus)
        }
        if !givenUp.isEmpty {
            let free = givenUp
            try await store.release(free.sorted(), of: lease)
            givenUp.subtract(free)
        }
        let missing = wanted.subtracting(lanes.keys)
        guard !missing.isEmpty else { return true }
        let claimed = try await store.claim(missing.sorted(), for: lease)
        guard self.lease === lease, !claimed.isEmpty else { return false }
        let next = LaneSpread.spread(Array(lanes.keys) + claimed, over: desks.count, current: lanes)
        // One lane must have finished with a partition before another one begins with it.
        try await serve(lanes.filter { next[$0.key] == $0.value }, under: lease)
        try await serve(next, under: lease)
        logger.info(
            "serves partitions", metadata: ["partitions": "\(next.keys.sorted())", "wanted": "\(wanted.sorted())"])
        return claimed.count == missing.count
    }

    /// Gives each lane its partitions, and waits until all have finished with what they had.
    ///
    /// - Throws: `StoreError.leaseGone` when the lease was lost meanwhile.
    private func serve(_ next: [Int: Int], under lease: Lease) async throws {
        let current = lanes
        await withTaskGroup(of: Void.self) { group in
            for (index, desk) in desks.enumerated() {
                let old = current.filter { $0.value == index }.keys.sorted()
                let new = next.filter { $0.value == index }.keys.sorted()
                if old != new { group.addTask { await desk.assign(new, under: lease) } }
            }
        }
        guard self.lease === lease else { throw StoreError.leaseGone }
        lanes = next
        metrics.partitions.set(next.count)
    }
}
