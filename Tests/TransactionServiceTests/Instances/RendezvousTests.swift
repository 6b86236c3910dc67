import Foundation
import Testing

@testable import TransactionService

@Suite("Rendezvous of instances and partitions")
struct RendezvousTests {
    private func members(_ count: Int, partitions: Int = 100, seed: Int = 0) -> [Rendezvous.Member] {
        (0..<count).map { .init(id: "instance \(seed) \($0)", partitions: partitions) }
    }

    private func owners(_ members: [Rendezvous.Member]) -> [Int: String] {
        var owners: [Int: String] = [:]
        for (id, partitions) in Rendezvous.partitions(of: members) {
            for partition in partitions {
                #expect(owners[partition] == nil, "\(partition) has two owners")
                owners[partition] = id
            }
        }
        return owners
    }

    @Test("Every partition has exactly one owner, whatever order the members are told in")
    func one() {
        for count in 1...20 {
            for partitions in [1, 2, 4, 7, 100] {
                let members = members(count, partitions: partitions)
                let owners = owners(members)
                #expect(owners.keys.sorted() == Array(0..<partitions))
                #expect(self.owners(members.reversed()) == owners)
                #expect(self.owners(members.shuffled()) == owners)
            }
        }
        #expect(Rendezvous.partitions(of: []).isEmpty)
    }

    @Test("Nobody has more than a share, so that nobody idles while there are enough partitions")
    func fair() {
        for seed in 0..<10 {
            for (count, partitions) in [(2, 4), (3, 4), (3, 100), (7, 100), (16, 100), (99, 100), (5, 3)] {
                let shares = Rendezvous.partitions(of: members(count, partitions: partitions, seed: seed))
                let share = (partitions + count - 1) / count
                #expect(shares.values.allSatisfy { $0.count <= share }, "\(count) members, \(partitions) partitions")
                #expect(shares.values.map(\.count).reduce(0, +) == partitions)
                if partitions == 4 { #expect(shares.count >= min(count, 2)) }
            }
        }
    }

    @Test("One that comes or goes moves little more than its own share")
    func stable() {
        for seed in 0..<20 {
            for count in [2, 3, 5, 10] {
                let before = owners(members(count, seed: seed))
                let after = owners(members(count + 1, seed: seed))
                let moved = before.count { after[$0.key] != $0.value }
                let newcomer = after.values.count { $0 == "instance \(seed) \(count)" }
                #expect(moved >= newcomer)
                // Modulo hashing would move 50 to 91 of them.
                #expect(moved <= 5 * (100 / (count + 1) + 1) / 2, "\(count) members: \(moved) moved")
            }
        }
    }

    @Test("Who knows of more partitions than others has those that nobody else knows of")
    func different() {
        for seed in 0..<10 {
            let ids = members(2, seed: seed).map(\.id)
            let shares = Rendezvous.partitions(
                of: [.init(id: ids[0], partitions: 4), .init(id: ids[1], partitions: 8)])
            #expect(shares[ids[0]] == [0, 1, 2, 3])
            #expect(shares[ids[1]] == [4, 5, 6, 7])
            let three = Rendezvous.partitions(
                of: ids.map { .init(id: $0, partitions: 4) } + [.init(id: "large", partitions: 100)])
            #expect(Set(4..<100).isSubset(of: Set(three["large"] ?? [])))
            #expect(three.values.map(\.count).reduce(0, +) == 100)
        }
        #expect(Rendezvous.partitions(of: [.init(id: "none", partitions: 0)]).isEmpty)
    }

    @Test(
        "The result is the same in every version of the program: instances of two versions share the partitions during a roll-out"
    )
    func pinned() {
        let shares = Rendezvous.partitions(of: ["a", "b", "c"].map { .init(id: $0, partitions: 12) })
        #expect(shares == ["a": [1, 2, 3, 7], "b": [0, 4, 6, 10], "c": [5, 8, 9, 11]])
    }
}
