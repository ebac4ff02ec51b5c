import AccessModel
import FieldDoubles
import Testing

@Suite struct BarrierMotionTests {
  private func motion() -> BarrierMotion { BarrierMotion(travel: .seconds(1), at: .zero) }
  private func moment(_ milliseconds: Int64) -> Moment { .zero + .milliseconds(milliseconds) }

  @Test func raisedBoom_isOpen_afterItsTravelAndNotBefore() {
    var boom = motion()
    #expect(boom.position == .closed)
    boom.command(.raise, at: moment(0))
    boom.advance(to: moment(999))
    #expect(boom.position == .opening)
    #expect(!boom.openLimit && !boom.closedLimit)
    boom.advance(to: moment(1001))
    #expect(boom.position == .open)
  }

  @Test func loweredBoom_overAFreeLoop_strikesNobody() {
    var boom = motion()
    boom.command(.raise, at: moment(0))
    boom.occupy(true, at: moment(1500))
    boom.occupy(false, at: moment(2000))
    boom.command(.lower, at: moment(2500))
    boom.advance(to: moment(4000))
    #expect(boom.position == .closed)
    #expect(boom.struckVehicles == 0)
  }

  @Test func lowerCommand_onALoopLongOccupied_countsOneStruckVehicle() {
    var boom = motion()
    boom.command(.raise, at: moment(0))
    boom.occupy(true, at: moment(1500))
    boom.command(.lower, at: moment(2000))
    #expect(boom.struckVehicles == 1)
    boom.advance(to: moment(4000))
    #expect(boom.struckVehicles == 1)
  }

  @Test func vehicleThatComesAtTheLastMoment_isStruckOnly_ifTheBoomGoesOnDown() {
    var boom = motion()
    boom.command(.raise, at: moment(0))
    boom.occupy(true, at: moment(1500))
    boom.command(.lower, at: moment(1600))
    boom.command(.raise, at: moment(1800))
    boom.advance(to: moment(4000))
    #expect(boom.struckVehicles == 0)
    boom.command(.stop, at: moment(4000))
    boom.occupy(false, at: moment(4000))
    boom.occupy(true, at: moment(4100))
    boom.command(.lower, at: moment(4200))
    boom.advance(to: moment(5000))
    #expect(boom.struckVehicles == 1)
  }

  @Test func stuckBoom_takesCommandsAndStaysWhereItIs() {
    var boom = motion()
    boom.isStuck = true
    boom.command(.raise, at: moment(0))
    boom.advance(to: moment(10_000))
    #expect(boom.closedLimit)
    #expect(boom.position == .opening)
  }

  @Test func stoppedBoom_betweenItsLimits_isUnknown() {
    var boom = motion()
    boom.command(.raise, at: moment(0))
    boom.command(.stop, at: moment(500))
    boom.advance(to: moment(5000))
    #expect(boom.position == .unknown)
  }
}
