/// Which of an instance's lanes serves which of its partitions.
enum LaneSpread {
    /// Spreads partitions evenly and leaves each where it is as far as that allows: a move interrupts a lane.
    ///
    /// - Parameters:
    ///   - partitions: all that the instance has.
    ///   - lanes: how many lanes there are, at least 1.
    ///   - current: the lane of each partition so far; others are new.
    /// - Returns: the lane of each partition.
    static func spread(_ partitions: [Int], over lanes: Int, current: [Int: Int]) -> [Int: Int] {
        let share = (partitions.count + lanes - 1) / lanes
        var loads = [Int](repeating: 0, count: lanes)
        var result: [Int: Int] = [:]
        var homeless: [Int] = []
        for partition in partitions.sorted() {
            if let lane = current[partition], lane < lanes, loads[lane] < share {
                result[partition] = lane
                loads[lane] += 1
            } else {
                homeless.append(partition)
            }
        }
        for partition in homeless {
            let lane = loads.indices.min { (loads[$0], $0) < (loads[$1], $1) } ?? 0
            result[partition] = lane
            loads[lane] += 1
        }
        return result
    }
}
