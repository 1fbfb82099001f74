using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.StressTests.Soak;
using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Mixes;

/// <summary>
/// Tasks that select, with cancels and aborts of their waits. No item and no notification is lost, each oneshot's value arrives, and two
/// tasks that select over each other's channels do not block each other.
/// </summary>
internal sealed class SelectMix(int seed) : Mix(seed)
{
    private const int Items = 20_000;
    private const int Each = 3_000;
    private const int Values = 2_000;

    public override void Run()
    {
        using var runtime = Create();
        var soak = new SelectSoak(Items, Seed);
        var (there, back) = (MpscChannel.CreateBounded<int>(1), MpscChannel.CreateBounded<int>(1));
        JoinHandle[] parts =
        [
            runtime.Spawn(() => soak.RunAsync(runtime)),
            runtime.Spawn(() => SendAndReadAsync(there.Sender, back.Receiver)),
            runtime.Spawn(() => SendAndReadAsync(back.Sender, there.Receiver)),
            runtime.Spawn(() => NotifyAsync(runtime, new Random(Seed + 101))),
            runtime.Spawn(() => ReplyAsync(runtime, new Random(Seed + 102))),
        ];
        runtime.BlockOn(async () =>
        {
            foreach (var part in parts)
                await part;
        });
        Check(soak.IsRight, $"a select loses and doubles nothing: {soak}");
        CheckNothingLeft(runtime);
    }

    private async Task SendAndReadAsync(Sender<int> sender, Receiver<int> receiver)
    {
        var (reserve, read) = (Select.Reserve(sender), Select.Read(receiver));
        var selection = Select.Of(reserve, read);
        var (sent, got) = (0, 0);
        while (sent < Each || got < Each)
        {
            (reserve.IsEnabled, read.IsEnabled) = (sent < Each, got < Each);
            if (await selection.WaitAsync() == reserve)
            {
                using var permit = reserve.Value;
                permit.Send(sent++);
            }
            else
            {
                Check(read.Value == got++, "a select reads the items in order");
            }

            Step();
        }
    }

    /// <summary>
    /// Each round has one notification and two selects, one of which may be aborted. The notification goes to one of them.
    /// </summary>
    private async Task NotifyAsync(IRuntime runtime, Random random)
    {
        var (notify, other) = (new AsyncNotify(), new AsyncNotify());
        for (var i = 0; i < Values; i++)
        {
            JoinHandle<bool>[] waits = [runtime.Spawn(WaitAsync), runtime.Spawn(WaitAsync)];
            if (random.Next(2) == 0)
                await CurrentTask.YieldAsync();
            runtime.Spawn(notify.NotifyOne).Detach();
            if (random.Next(3) == 0)
                waits[random.Next(2)].Abort();
            var notified = 0;
            // The other selects of the round end by this, if the notification does not reach them.
            while (!Array.TrueForAll(waits, static wait => wait.IsFinished))
            {
                if (notify.IsPermitStored || notify.WaiterCount == 0 || random.Next(4) == 0)
                    other.NotifyAll();
                await CurrentTask.YieldAsync();
            }

            foreach (var wait in waits)
            {
                var outcome = await wait.JoinAsync();
                Check(outcome.Status != JoinStatus.Faulted, "no select fails");
                notified += outcome.TryGetValue(out var won) && won ? 1 : 0;
            }

            // An aborted or otherwise ended round leaves the notification stored.
            if (notified == 0)
                await notify.WaitAsync();
            Check(notified <= 1 && !notify.IsPermitStored, "a notification goes to one select");
            Step();
        }

        async Task<bool> WaitAsync()
        {
            var notified = Select.Notified(notify);
            return await Select.Of(notified, Select.Notified(other)).WaitAsync() == notified;
        }
    }

    /// <summary>A oneshot's value comes while the select often waits for other cases in many short rounds.</summary>
    private async Task ReplyAsync(IRuntime runtime, Random random)
    {
        var notify = new AsyncNotify();
        for (var i = 0; i < Values; i++)
        {
            var (sender, receiver) = Oneshot.Create<int>();
            var (read, notified) = (Select.Read(receiver), Select.Notified(notify));
            var selection = Select.Of(read, notified);
            var value = i;
            runtime.Spawn(() => Check(sender.TrySend(value), "a oneshot in a select takes its value")).Detach();
            for (var rounds = random.Next(4); rounds > 0; rounds--)
                runtime.Spawn(notify.NotifyOne).Detach();
            SelectCase? won;
            do
            {
                won = await selection.WaitAsync();
                Check(won is not null, "a oneshot in a select does not lose its value");
            }
            while (won == notified);
            Check(read.Value == value, "a oneshot in a select gives its value");
            Step();
        }
    }
}
