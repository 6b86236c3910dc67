import CLibPQ
import Foundation
import Glibc
import Synchronization

/// The resolution of a host name, which the C library can do in a blocking way only.
///
/// It runs on a thread of its own that the connection stops waiting for at its deadline; the resolver's own time limit
/// then ends that thread. libpq is given the addresses and never resolves.
final class HostLookup: Sendable {
    enum Outcome: Sendable {
        case addresses([String])
        case failed(String)
    }

    private let state = Mutex<Outcome?>(nil)

    /// `nil` while the resolver is at work.
    var outcome: Outcome? { state.withLock { $0 } }

    init(host: String, wake: WakeCounter) {
        let thread = Thread { [self] in
            let outcome = Self.resolve(host, flags: AI_ADDRCONFIG)
            state.withLock { $0 = outcome }
            wake.signal()
        }
        thread.stackSize = 1 << 20
        thread.name = "pg-resolve"
        thread.start()
    }

    /// The address itself if `host` is one, which needs no resolver.
    static func numeric(_ host: String) -> [String]? {
        guard case .addresses(let addresses) = resolve(host, flags: AI_NUMERICHOST) else { return nil }
        return addresses
    }

    private static func resolve(_ host: String, flags: CInt) -> Outcome {
        var hints = addrinfo()
        hints.ai_flags = flags
        hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        var list: UnsafeMutablePointer<addrinfo>?
        let status = getaddrinfo(host, nil, &hints, &list)
        guard status == 0 else { return .failed(String(cString: gai_strerror(status))) }
        defer { freeaddrinfo(list) }

        var addresses: [String] = []
        var text = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        while let entry = list?.pointee {
            if getnameinfo(
                entry.ai_addr, entry.ai_addrlen, &text, socklen_t(text.count), nil, 0, NI_NUMERICHOST) == 0
            {
                let bytes = text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
                addresses.append(String(decoding: bytes, as: UTF8.self))
            }
            list = entry.ai_next
        }
        return addresses.isEmpty ? .failed("no address") : .addresses(addresses)
    }
}
