import Foundation
import Postgres

/// Where all chains ended at a moment: a few lines of text to be kept elsewhere, signed.
public struct AuditCheckpoint: Sendable, Equatable {
    /// When it was taken, RFC 3339.
    public let takenAt: String
    /// The last link of each chain, by chain.
    public let heads: [AuditHead]

    /// Makes a checkpoint.
    public init(takenAt: String, heads: [AuditHead]) {
        self.takenAt = takenAt
        self.heads = heads
    }

    /// Reads the text form.
    ///
    /// - Throws: ``NoteError/malformedNote``.
    public init(text: String) throws(NoteError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        guard lines.count >= 3, lines[0] == Self.firstLine, lines.last == "" else { throw .malformedNote }
        takenAt = String(lines[1])
        var heads: [AuditHead] = []
        for line in lines[2..<(lines.count - 1)] {
            let parts = line.split(separator: " ")
            guard parts.count == 3, let chain = Int32(parts[0]), let sequence = Int64(parts[1]), sequence > 0,
                let hash = Data(base64Encoded: String(parts[2])), hash.count == AuditLink.firstPrevious.count,
                chain > heads.last?.chain ?? -1
            else { throw .malformedNote }
            heads.append(AuditHead(chain: chain, sequence: sequence, hash: Array(hash)))
        }
        self.heads = heads
    }

    /// The text that is signed: the format's name, the time, and a line for each chain with its number, its last link's place and hash.
    public var text: String {
        let lines = heads.map { "\($0.chain) \($0.sequence) \(Data($0.hash).base64EncodedString())" }
        return ([Self.firstLine, takenAt] + lines).map { "\($0)\n" }.joined()
    }

    private static let firstLine = "kauri audit checkpoint"
}

extension AuditCheckpoint {
    /// Reads where the chains end now.
    public static func take(on connection: PostgresConnection) async throws -> AuditCheckpoint {
        let rows = try await connection.run(readHeads)
        let now = try await connection.run(readTime)
        return AuditCheckpoint(
            takenAt: try now[0].text(0),
            heads: try rows.map {
                AuditHead(chain: try $0.int32(0), sequence: try $0.int64(1), hash: try $0.bytes(2))
            })
    }

    /// The links that are not there any more as they were.
    public func differences(on connection: PostgresConnection) async throws -> [AuditDifference] {
        let rows = try await connection.run(
            Statement(
                """
                SELECT wanted.chain, link.hash FROM unnest($1::integer[], $2::bigint[]) AS wanted (chain, sequence)
                LEFT JOIN audit_links AS link ON link.chain = wanted.chain AND link.sequence = wanted.sequence
                """, [.int32Array(heads.map(\.chain)), .int64Array(heads.map(\.sequence))]))
        var found: [Int32: [UInt8]] = [:]
        for row in rows { found[try row.int32(0)] = try row.optionalBytes(1) }
        return heads.compactMap { head in
            found[head.chain] == head.hash ? nil : AuditDifference(head: head, found: found[head.chain])
        }
    }

    private static let readHeads = Statement(
        "SELECT DISTINCT ON (chain) chain, sequence, hash FROM audit_links ORDER BY chain, sequence DESC", [])
    private static let readTime = Statement(
        "SELECT to_char(clock_timestamp() AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS\"Z\"')", [])
}

/// A link of a checkpoint that the database does not have any more.
public struct AuditDifference: Sendable, CustomStringConvertible {
    /// What the checkpoint says.
    public let head: AuditHead
    /// The hash that the link has by now; nil where there is no such link.
    public let found: [UInt8]?

    public var description: String {
        found == nil
            ? "chain \(head.chain) has no link \(head.sequence) any more"
            : "link \(head.sequence) of chain \(head.chain) has another hash"
    }
}
