import Contracts

extension HistoryGenerator {
    /// The first parties have a telephone; some later ones claim a number that is taken.
    mutating func registration(of index: Int) -> PartyRegister {
        PartyRegister(
            party: party(index), partyType: random.pick(.guest, .host, .vendor, .admin), name: Self.name(index),
            language: random.pick(nil, "en", "pt-MZ"), phone: random.chance(60) ? anyPhone(of: index) : nil,
            kycLevel: random.pick(0, 0, 1, 2, 3))
    }

    /// A name that occurs nowhere else, so that it can be looked for.
    static func name(_ index: Int) -> String { "Name Surname \(index)" }

    /// A party's own number, or at times that of another.
    private mutating func anyPhone(of index: Int) -> PhoneNumber? {
        phone(random.chance(80) ? index : Int(random.number(0...9)))
    }

    mutating func change(_ model: NaiveLedger) -> PartyUpdate {
        let index = Int(random.number(0...12))
        var command = PartyUpdate(party: party(index))
        // What one gives up, another takes, before anybody else hears of it.
        if let given, random.chance(70) {
            self.given = nil
            command.phone = given
            return command
        }
        if random.chance(30), let phone = model.parties[party(index)]?.phone {
            given = phone
            command.removePhone = true
            return command
        }
        if random.chance(45) { command.phone = anyPhone(of: index) }
        if command.phone == nil, random.chance(25) { command.removePhone = true }
        if random.chance(20) { command.kycLevel = random.number(0...3) }
        if random.chance(15) { command.partyType = random.pick(.guest, .host, .seller) }
        if random.chance(15) { command.timeZone = "Africa/Nairobi" }
        if random.chance(15) { command.language = "sw" }
        if command.changesNothing { command.name = Self.name(index + 100) }
        return command
    }

    /// Mostly somebody who has nothing left.
    mutating func erasure(_ model: NaiveLedger) -> PartyErase {
        let busy = Set(
            model.accounts.values.filter { $0.posted != 0 || model.held(on: $0.name) != 0 }.compactMap(\.owner))
        let idle = (0...16).map { party($0) }.filter { model.parties[$0]?.isErased == false && !busy.contains($0) }
        // By preference somebody whose number charge sales have kept; not all at once, or nobody would be left.
        let kept = Set(model.requests.values.compactMap(\.phone))
        let served = idle.filter { id in model.parties[id]?.phone.map { kept.contains($0) } ?? false }
        let chosen =
            random.chance(50) && idle.count > 3
            ? random.pick(random.chance(60) && !served.isEmpty ? served : idle) : nil
        return PartyErase(party: chosen ?? anyParty(), reason: "asked for it")
    }

    mutating func registration() -> UnitRegister {
        let code = random.pick("POINTS", "TOMAN", "MILES", "STARS", "QQQ", "ZAR")
        return UnitRegister(code: Self.unit(code, options), name: "A unit", decimals: random.number(0...4))
    }
}

extension PartyUpdate {
    fileprivate var changesNothing: Bool {
        phone == nil && removePhone == nil && kycLevel == nil && partyType == nil && timeZone == nil && language == nil
    }
}
