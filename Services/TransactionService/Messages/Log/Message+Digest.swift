import Contracts
import Crypto

extension Message {
    /// SHA-256 over what the message says: whoever sends the same id again must say the same.
    ///
    /// Left out is what the door adds each time anew: when it was accepted and, counted from then, when it expires. An encrypted body is left
    /// out too: the same text encrypted once more is another one.
    var contentDigest: [UInt8] {
        var content = SHA256()
        func add(_ text: String) {
            var text = text
            text.withUTF8 { bytes in
                withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { content.update(bufferPointer: $0) }
                content.update(bufferPointer: UnsafeRawBufferPointer(bytes))
            }
        }
        add(stream.text)
        add(kind.rawValue)
        add(priority.rawValue)
        if keyID == nil { add(body) }
        for pair in metadata {
            add(pair.key)
            add(pair.value)
        }
        return Array(content.finalize())
    }
}
