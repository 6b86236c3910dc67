import Contracts

extension UnitRegister: LedgerRule {
    func collect(_ needs: inout Needs) {
        needs.currency(code)
        needs.registersUnits = true
    }

    func decide(in book: Book, _ context: CommandContext) throws(CommandError) -> Change {
        guard book.units[code] == nil else {
            throw CommandError(.unitExists, "\(code) is a known unit already", field: "code")
        }
        var change = Change()
        do {
            guard let number = book.units.nextNumber else {
                throw CommandError(.unitExists, "no more units can be registered", field: "code")
            }
            let unit = try CurrencyUnit(code: code, number: number, decimals: UInt8(decimals))
            var trial = book.units
            try trial.register(unit)
            change.units = UnitRegistration(unit: unit, name: name)
        } catch let error as CommandError {
            throw error
        } catch {
            throw CommandError(.unitExists, "\(code) is reserved for ISO 4217", field: "code")
        }
        return change
    }
}
