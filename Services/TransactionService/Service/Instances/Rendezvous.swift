/// Who serves which partition: everybody computes it from the same list and comes to the same result.
///
/// Rendezvous hashing with bounded loads: pairs of an instance and a partition are taken in the order of their weights, and an instance takes no more
/// than its share. So a member that comes or goes moves little more than its own share, and nobody idles while there are enough partitions.
/// Source: Thaler and Ravishankar, "A Name-Based Mapping Scheme for Rendezvous", 1996; Mirrokni and others, "Consistent Hashing with Bounded Loads", 2016.
enum Rendezvous {
    /// Somebody who can serve partitions.
    struct Member: Sendable, Hashable {
        let id: String
        /// How many partitions it knows of: those below this number. The same for all, except while the number is being changed.
        let partitions: Int
    }

    private struct Candidate {
        let partition: Int
        let member: Int
        let weight: UInt64
        /// How many members know of the partition: those with the fewest choices choose first.
        let choices: Int
    }

    /// The partitions of each member, by its id, ascending. Every partition that anybody knows of belongs to exactly one.
    ///
    /// - Parameter members: with different ids, in any order.
    static func partitions(of members: [Member]) -> [String: [Int]] {
        let members = members.filter { $0.partitions > 0 }.sorted { $0.id < $1.id }
        guard let count = members.map(\.partitions).max() else { return [:] }
        let share = (count + members.count - 1) / members.count
        var owners = [Int?](repeating: nil, count: count)
        var loads = [Int](repeating: 0, count: members.count)
        let candidates = candidates(members, count)
        // Where the share of all who know of a partition is used up, the second round does not mind.
        for limit in [share, .max] {
            for candidate in candidates where owners[candidate.partition] == nil && loads[candidate.member] < limit {
                owners[candidate.partition] = candidate.member
                loads[candidate.member] += 1
            }
        }
        var result: [String: [Int]] = [:]
        for (partition, owner) in owners.enumerated() {
            if let owner { result[members[owner].id, default: []].append(partition) }
        }
        return result
    }

    private static func candidates(_ members: [Member], _ count: Int) -> [Candidate] {
        let seeds = members.map { hash($0.id) }
        var candidates: [Candidate] = []
        candidates.reserveCapacity(members.count * count)
        for partition in 0..<count {
            let choices = members.count { $0.partitions > partition }
            for (index, member) in members.enumerated() where member.partitions > partition {
                candidates.append(
                    Candidate(
                        partition: partition, member: index, weight: weight(seeds[index], partition), choices: choices))
            }
        }
        // Weights of two pairs are as good as never the same; the order is total all the same.
        return candidates.sorted {
            ($0.choices, $1.weight, $0.partition, $0.member) < ($1.choices, $0.weight, $1.partition, $1.member)
        }
    }

    /// The finisher of SplitMix64 over the member's hash and the partition; the same in every process and version of the program.
    private static func weight(_ seed: UInt64, _ partition: Int) -> UInt64 {
        var mixed = seed &+ (UInt64(partition) &+ 1) &* 0x9E37_79B9_7F4A_7C15
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }

    /// FNV-1a over the id's bytes.
    private static func hash(_ id: String) -> UInt64 {
        id.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
    }
}
