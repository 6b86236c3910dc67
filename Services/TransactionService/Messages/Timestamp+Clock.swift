import Contracts
import Foundation

extension Timestamp {
    /// Now, by the service's own clock: for what never reaches the database, whose clock rules otherwise.
    static var byTheServiceClock: Timestamp {
        Timestamp(microseconds: Int64(Date().timeIntervalSince1970 * 1_000_000))
    }
}
