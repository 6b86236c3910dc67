import Contracts
import Foundation
import LedgerAudit
import Testing

/// The published vectors, which another language's encoder is held against too.
@Suite struct AuditVectorTests {
    @Test("each link of the vectors has the encoding and the hash that are published")
    func vectors() throws {
        let links = try Vectors.read().links
        #expect(links.count >= 3)
        var head = AuditHead(empty: 3)
        for vector in links {
            let batch = vector.batch
            #expect(hex(batch.encoded(chain: vector.chain, sequence: vector.sequence)) == vector.encoding)
            let link = AuditLink(after: head, batch)
            #expect(link.sequence == vector.sequence)
            #expect(hex(link.previous) == vector.previous)
            #expect(hex(link.hash) == vector.hash)
            head = AuditHead(link)
        }
    }

    @Test(
        "numbers of one block are one range, which ends where the next batch may begin",
        arguments: [
            ([], []),
            ([10_000_000], [10_000_000..<10_000_001]),
            ([10_000_007, 10_000_002], [10_000_002..<10_000_008]),
            ([10_000_998, 10_005_001, 10_005_000], [10_000_998..<10_000_999, 10_005_000..<10_005_002]),
            // The end of one block and the start of the next.
            ([10_000_999, 10_001_000], [10_000_999..<10_001_001]),
            ([10_000_990, 10_001_003], [10_000_990..<10_000_991, 10_001_003..<10_001_004]),
        ] as [([Int64], [Range<Int64>])])
    func ranges(numbers: [Int64], ranges: [Range<Int64>]) {
        #expect(AuditBatch.ranges(of: numbers, blockSize: 1_000) == ranges)
    }

    private func hex(_ bytes: [UInt8]) -> String {
        bytes.map { byte in (byte < 16 ? "0" : "") + String(byte, radix: 16) }.joined()
    }
}

/// Shared/Contracts/audit-chain-vectors.json.
private struct Vectors: Decodable {
    let links: [Link]

    struct Link: Decodable {
        let chain: Int32
        let sequence: Int64
        let decided_at: Int64
        let previous: String
        let encoding: String
        let hash: String
        let numbers: [[Int64]]
        let unlimited: [Int64]
        let outcomes: [Outcome]
        let transactions: [Transaction]
        let entries: [Entry]
        let flags: [Flag]

        var batch: AuditBatch {
            AuditBatch(
                decidedAt: decided_at, numbers: numbers.map { $0[0]..<$0[1] }, unlimited: unlimited,
                outcomes: outcomes.map(\.record), transactions: transactions.map(\.record),
                entries: entries.map(\.record),
                flags: flags.map { AuditedFlag(id: $0.id, account: $0.account_id, document: Array($0.document.utf8)) })
        }
    }

    struct Outcome: Decodable {
        let number: Int64
        let subject, message_id, type, fingerprint, document: String
        let is_committed: Bool
        let proof: Int16
        let error_code, actor_id, actor_role, traceparent: String?

        var record: AuditedOutcome {
            let digits = Array(fingerprint)
            let bytes = stride(from: 0, to: digits.count, by: 2).compactMap {
                UInt8(String(digits[$0...($0 + 1)]), radix: 16)
            }
            return AuditedOutcome(
                number: number, subject: subject, messageID: message_id, isCommitted: is_committed, proof: proof,
                type: type, errorCode: error_code, actorID: actor_id, actorRole: actor_role, traceparent: traceparent,
                fingerprint: bytes, document: Array(document.utf8))
        }
    }

    struct Transaction: Decodable {
        let id: Int64
        let type: String
        let reference, description: String?
        let metadata: [String: String]?
        let original_id, hold_id: Int64?

        var record: AuditedTransaction {
            AuditedTransaction(
                id: id, type: type, reference: reference, description: description,
                metadata: metadata.map { $0.map { ($0.key, $0.value) } }, original: original_id, hold: hold_id)
        }
    }

    struct Entry: Decodable {
        let account_id, transaction_id, amount, sequence, balance: Int64
        let leg, unit: Int16

        var record: AuditedEntry {
            AuditedEntry(
                account: account_id, transaction: transaction_id, leg: leg, amount: amount, unit: unit,
                sequence: sequence, balance: balance)
        }
    }

    struct Flag: Decodable {
        let id, account_id: Int64
        let document: String
    }

    static func read() throws -> Vectors {
        let file = URL(filePath: #filePath).deletingLastPathComponent()
            .appending(path: "../../Shared/Contracts/audit-chain-vectors.json")
        return try JSONDecoder().decode(Vectors.self, from: Data(contentsOf: file))
    }
}
