import TurfwalkCore

/// The models of what lies on the stack: each is made when its screen is first shown and goes
/// when that is left.
extension AppModel {
    public func walk(_ id: WalkListId) -> WalkModel { model(.walk(id)) { WalkModel(self, id) } }
    public func entrance(_ place: StopPlace) -> EntranceModel {
        model(.entrance(place)) { EntranceModel(self, place) }
    }
    public func door(_ place: DoorPlace) -> DoorModel { model(.door(place)) { DoorModel(self, place) } }
    public func script(_ target: Target, _ place: DoorPlace) -> ScriptModel {
        model(.script(target, place)) { ScriptModel(self, target, place) }
    }
    public func add(_ place: DoorPlace) -> AddModel { model(.add(place)) { AddModel(self, place) } }
    public func putRight(_ about: Target, _ place: DoorPlace) -> PutRightModel {
        model(.putRight(about, place)) { PutRightModel(self, about, place) }
    }
    public func note(_ target: Target, _ place: DoorPlace) -> NoteModel {
        model(.note(target, place)) { NoteModel(self, target, place) }
    }
    public func doNotContact(_ target: Target, _ place: DoorPlace) -> DoNotContactModel {
        model(.doNotContact(target, place)) { DoNotContactModel(self, target, place) }
    }
    public func incident(_ place: DoorPlace?) -> IncidentModel {
        model(.incident(place)) { IncidentModel(self, place) }
    }
    public func theirData(_ place: DoorPlace) -> TheirDataModel {
        model(.theirData(place)) { TheirDataModel(self, place) }
    }
    public func settingsScreen() -> SettingsModel { model(.settings) { SettingsModel(self) } }
    public func join() -> JoinModel { model(.join) { JoinModel(self) } }

    /// The Walk screen below a stop, where it is open.
    func walk(of stop: StopPlace) -> WalkModel? { models[.walk(stop.list)] as? WalkModel }

    private func model<Model: ScreenModel>(_ screen: Screen, _ make: () -> Model) -> Model {
        if let held = models[screen] as? Model { return held }
        let made = make()
        models[screen] = made
        return made
    }
}
