namespace HostedRuntime.Testing.Tests.Programs;

/// <summary>The programs that the kit must find the bugs of, by number.</summary>
internal static class AllPrograms
{
    public static IReadOnlyList<TestProgram> All { get; } =
    [
        new("1 lost update", LockPrograms.LostUpdate(false), LockPrograms.LostUpdate(true), FailureKind.Exception),
        new("2 philosophers", LockPrograms.Philosophers(false), LockPrograms.Philosophers(true), FailureKind.Deadlock),
        new("3 lost wake-up", LockPrograms.LostWakeUp(false), LockPrograms.LostWakeUp(true), FailureKind.LostWakeUp),
        new("4 bounded buffer", LockPrograms.BoundedBuffer(false), LockPrograms.BoundedBuffer(true), FailureKind.LostWakeUp, FailureKind.Deadlock),
        new("5 timeout against reply", FlowPrograms.TimeoutAgainstReply(false), FlowPrograms.TimeoutAgainstReply(true), FailureKind.Exception),
        new("6 stop before drain", FlowPrograms.StopBeforeDrain(false), FlowPrograms.StopBeforeDrain(true), FailureKind.Exception),
        new("7 initialized twice", LockPrograms.InitializedTwice(false), LockPrograms.InitializedTwice(true), FailureKind.Exception),
        new("8 ping pong x3", LockPrograms.PingPong(3), null, FailureKind.Exception),
        new("9 ping pong x5", LockPrograms.PingPong(5), null, FailureKind.Exception),
        new("10 permit lost", LockPrograms.PermitLost(false), LockPrograms.PermitLost(true), FailureKind.Exception),
        new("11 upgraded lock", LockPrograms.UpgradedLock(false), LockPrograms.UpgradedLock(true), FailureKind.Deadlock),
        new("12 late writer", FlowPrograms.LateWriter(false), FlowPrograms.LateWriter(true), FailureKind.Exception),
        new("13 latest call wins", FlowPrograms.LatestCallWins(false), FlowPrograms.LatestCallWins(true), FailureKind.Exception),
        new("14 half a record", FlowPrograms.HalfARecord(false), FlowPrograms.HalfARecord(true), FailureKind.Exception),
        new("15 retry beside the first", FlowPrograms.RetryBesideFirst(false), FlowPrograms.RetryBesideFirst(true), FailureKind.Exception),
    ];

    public static TestProgram Of(string name) => All.Single(program => program.Name == name);
}
