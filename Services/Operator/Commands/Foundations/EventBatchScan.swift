import Contracts
import Glibc

/// Finds the events of some commands in a batch's body without reading all its JSON: a bench counts tens of thousands a second beside
/// the load that it makes.
///
/// It relies on how the ledger writes a batch. What it looks for has quotes that nothing inside a text can have, since they would be escaped there.
struct EventBatchScan {
    private let data: [UInt8]
    private static let head = Array("{\"specversion\":\"1.0\",\"id\":\"".utf8)
    private static let idLength = EventID(number: 1).description.utf8.count

    /// - Parameter beginning: how the data of the wanted events begins.
    init(dataBeginsWith beginning: [UInt8]) { data = Array("\"data\":".utf8) + beginning }

    /// The numbers of the wanted events, in order.
    func numbers(in body: [UInt8]) -> [Int64] {
        body.withUnsafeBytes { body in
            var numbers: [Int64] = []
            var event = Self.find(Self.head, in: body[...])
            while let start = event {
                let next = Self.find(Self.head, in: body[(start + Self.head.count)...])
                let id = body[(start + Self.head.count)...].prefix(Self.idLength)
                if Self.find(data, in: body[start..<(next ?? body.count)]) != nil,
                    let number = EventID(text: String(decoding: id, as: UTF8.self))?.number
                {
                    numbers.append(number)
                }
                event = next
            }
            return numbers
        }
    }

    /// The C library's search for bytes in bytes is an extension that Swift does not see; its search for one byte is as quick.
    private static func find(_ wanted: [UInt8], in body: Slice<UnsafeRawBufferPointer>) -> Int? {
        let bytes = UnsafeRawBufferPointer(rebasing: body)
        guard let base = bytes.baseAddress, let first = wanted.first else { return nil }
        var begin = 0
        while begin + wanted.count <= bytes.count,
            let hit = memchr(base + begin, CInt(first), bytes.count - begin - wanted.count + 1)
        {
            let place = UnsafeRawPointer(hit) - base
            if memcmp(hit, wanted, wanted.count) == 0 { return body.startIndex + place }
            begin = place + 1
        }
        return nil
    }
}
