using HostedRuntime.Selecting;
using HostedRuntime.Sync;
using HostedRuntime.Waiting;

namespace HostedRuntime.Models;

/// <summary>
/// A case for a notification, broken on purpose: it says that no thread can reach its wait, although a notifier may have taken that out. So
/// the next round uses the same select.
/// </summary>
internal sealed class ReturningNotifyCase(NotifyCore core) : WaiterCase<NotifyWaiter, Unit, Unit>
{
    internal override string Name => "broken notification";

    internal override bool TryTake() => core.TryTakePermit() && Take(default);

    internal override bool Leave()
    {
        base.Leave();
        return true;
    }

    private protected override CaseStart Begin(CaseLink link, out NotifyWaiter? waiter) => core.BeginWait(link, out waiter);

    private protected override bool Accept(Unit result) => Take(result);
}
