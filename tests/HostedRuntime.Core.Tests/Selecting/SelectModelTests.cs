using CsCheck;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Selecting;

/// <summary>
/// Compares random histories of selects with a model. Three users select over any of five cases that they share, and two users wait without
/// a select. The model has the result of each wait, the lines, and what is left in each primitive.
/// </summary>
public sealed class SelectModelTests
{
    private const int Masks = 1 << SelectModel.Cases;

    private static GenOperation<SelectUsers, SelectModel>[] Steps =>
    [
        Wait("WaitAsync", static (a, user, mask) => a.Begin(user, mask), static (m, user, mask) => m.Begin(user, mask)),
        Wait("TryTake", static (a, user, mask) => a.TryTake(user, mask), static (m, user, mask) => m.TryTake(user, mask)),
        User("wait without a select", static (a, i) => a.BeginPlain(i), static (m, i) => m.BeginPlain(i)),
        User("cancel", static (a, i) => a.Cancel(i), static (m, i) => m.Cancel(i)),
        User("release the mutex", static (a, i) => a.Release(i), static (m, i) => m.Release(i)),
        User("send with the permit", static (a, i) => a.Send(i), static (m, i) => m.Send(i)),
        User("return the permit", static (a, i) => a.Return(i), static (m, i) => m.Return(i)),
        Step("write to the first channel", static a => a.Write(0), static m => m.Write(0)),
        Step("write to the second channel", static a => a.Write(1), static m => m.Write(1)),
        Step("take what was sent", static a => a.TakeSent(), static m => m.TakeSent()),
        Step("NotifyOne", static a => a.Notify.NotifyOne(), static m => m.NotifyOne()),
    ];

    private static GenOperation<SelectUsers, SelectModel>[] StepsAndEnds =>
    [
        .. Steps,
        Step("close the first channel", static a => a.Close(), static m => m.End(0)),
        Step("end the second channel's sender", static a => a.EndSender(), static m => m.End(1)),
    ];

    [Fact]
    public void Select_RandomHistory_MatchesTheModel() => Histories.Match(static () => (new SelectUsers(), new SelectModel()), Steps);

    [Fact]
    public void Select_RandomHistoryWithEnds_MatchesTheModel() => Histories.Match(static () => (new SelectUsers(), new SelectModel()), StepsAndEnds);

    private static GenOperation<SelectUsers, SelectModel> Step(string name, Action<SelectUsers> actual, Action<SelectModel> model)
        => Gen.Const(0).Operation<SelectUsers, SelectModel>(_ => name, (users, _) => InPlace.Run(() => actual(users)), (m, _) => model(m));

    private static GenOperation<SelectUsers, SelectModel> User(string name, Action<SelectUsers, int> actual, Action<SelectModel, int> model)
        => Histories.Step<SelectUsers, SelectModel>(name, SelectModel.Users, (users, user) => InPlace.Run(() => actual(users, user)), model);

    /// <summary>Creates a step of a select over the cases whose bits are set.</summary>
    private static GenOperation<SelectUsers, SelectModel> Wait(string name, Action<SelectUsers, int, int> actual, Action<SelectModel, int, int> model)
        => Gen.Int[0, (SelectModel.Selecting * Masks) - 1].Operation<SelectUsers, SelectModel>(
            number => $"{name} by {number / Masks} of {number % Masks:b5}",
            (users, number) => InPlace.Run(() => actual(users, number / Masks, number % Masks)),
            (m, number) => model(m, number / Masks, number % Masks));
}
