using CsCheck;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Channels;

/// <summary>Compares random histories of a channel (capacity two, four users) with a model: each user's state and the items left.</summary>
public sealed class MpscModelTests
{
    private const int Users = 4;

    private static GenOperation<MpscUsers, MpscModel>[] Steps =>
    [
        Step("WriteAsync", static (a, i) => a.Write(i), static (m, i) => m.Write(i)),
        Step("ReadAsync", static (a, i) => a.Read(i), static (m, i) => m.Read(i)),
        Step("ReserveAsync", static (a, i) => a.Reserve(i), static (m, i) => m.Reserve(i)),
        Step("TryWrite", static (a, i) => a.TryWrite(i), static (m, i) => m.TryWrite(i)),
        Step("TryRead", static (a, i) => a.TryRead(i), static (m, i) => m.TryRead(i)),
        Step("cancel", static (a, i) => a.Cancel(i), static (m, i) => m.Cancel(i)),
        Step("Send", static (a, i) => a.Send(i), static (m, i) => m.Send(i)),
        Step("Dispose the permit", static (a, i) => a.Release(i), static (m, i) => m.Release(i)),
    ];

    private static GenOperation<MpscUsers, MpscModel>[] StepsAndEnds =>
    [
        .. Steps,
        Step("Close", static (a, _) => a.Receiver.Close(), static (m, _) => m.Close()),
        Step("end the sender", static (a, _) => a.Sender.Dispose(), static (m, _) => m.EndSender()),
    ];

    [Fact]
    public void Mpsc_RandomHistory_MatchesTheModel() => Histories.Match(static () => (new MpscUsers(Users), new MpscModel(Users)), Steps);

    [Fact]
    public void Mpsc_RandomHistoryWithEnds_MatchesTheModel() => Histories.Match(static () => (new MpscUsers(Users), new MpscModel(Users)), StepsAndEnds);

    private static GenOperation<MpscUsers, MpscModel> Step(string name, Action<MpscUsers, int> actual, Action<MpscModel, int> model)
        => Histories.Step(name, Users, actual, model);
}
