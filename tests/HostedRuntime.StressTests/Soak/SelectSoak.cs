using HostedRuntime.Channels;
using HostedRuntime.Selecting;
using HostedRuntime.Sync;

namespace HostedRuntime.StressTests.Soak;

/// <summary>
/// One task selects over four channels, while tokens cancel its waits and notifications of other tasks compete with the items. Each
/// sender numbers its items, so each channel's numbers arrive without gap or repetition, or the select has a bug.
/// </summary>
internal sealed class SelectSoak(int items, int seed)
{
    private const int Channels = 4;

    private readonly int[] _expected = new int[Channels];
    private readonly AsyncNotify _notify = new();
    private int _sending = Channels;
    private long _read;
    private long _canceled;
    private long _notified;
    private long _granted;

    /// <summary>The number of items that were read.</summary>
    public long Read => Volatile.Read(ref _read);

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    public bool IsRight => Lost == 0 && Doubled == 0 && Read == items / Channels * Channels;

    public async Task RunAsync(IRuntimeHandle runtime)
    {
        var receivers = new Receiver<int>[Channels];
        var senders = new List<JoinHandle>();
        for (var i = 0; i < Channels; i++)
        {
            var (sender, receiver) = MpscChannel.CreateBounded<int>(1 << (2 * i));
            var random = new Random(seed + i);
            receivers[i] = receiver;
            senders.Add(runtime.Spawn(() => SendAsync(sender, random)));
        }

        await runtime.Spawn(() => SelectAsync(runtime, receivers));
        foreach (var sender in senders)
            await sender;
    }

    public override string ToString()
        => $"{Read:N0} of {items:N0} items read: {Lost} lost, {Doubled} doubled or late. {_canceled:N0} waits were cancelled, {_granted:N0} had an item when the cancel came, {_notified:N0} were notified.";

    private async Task SendAsync(Sender<int> sender, Random random)
    {
        using (sender)
        {
            for (var number = 0; number < items / Channels; number++)
            {
                await sender.WriteAsync(number);
                // Now and then the senders are the slow side, so that the select waits.
                for (var pause = (Read & 64) == 0 ? 0 : random.Next(16); pause > 0; pause--)
                    await Task.Yield();
            }
        }

        Interlocked.Decrement(ref _sending);
        _notify.NotifyOne();
    }

    private async Task SelectAsync(IRuntimeHandle runtime, Receiver<int>[] receivers)
    {
        var random = new Random(seed - 1);
        var cases = Array.ConvertAll(receivers, static receiver => Select.Read(receiver));
        var notified = Select.Notified(_notify);
        var selection = Select.Of([.. cases, notified]);
        while (true)
        {
            // Once all senders have ended, the end of the channels ends the select.
            notified.IsEnabled = Volatile.Read(ref _sending) > 0;
            // Not disposed, because another task may still cancel it.
            var source = random.Next(4) == 0 ? new CancellationTokenSource() : null;
            var wait = selection.WaitAsync(source?.Token ?? default);
            if (source is not null)
                Attack(runtime, source, random.Next(3));
            if (random.Next(16) == 0)
                runtime.Spawn(_notify.NotifyOne).Detach();
            try
            {
                if (await wait is not { } won)
                    return;
                Account(cases, won, notified);
                if (source?.IsCancellationRequested == true)
                    _granted++;
            }
            catch (OperationCanceledException)
            {
                _canceled++;
            }
        }
    }

    /// <summary>Cancels the wait at once, from another task, or not at all.</summary>
    private static void Attack(IRuntimeHandle runtime, CancellationTokenSource source, int way)
    {
        if (way == 0)
            source.Cancel();
        else if (way == 1)
            runtime.Spawn(source.Cancel).Detach();
    }

    private void Account(SelectCase<int>[] cases, SelectCase won, SelectCase notified)
    {
        if (won == notified)
        {
            _notified++;
            return;
        }

        var channel = Array.IndexOf(cases, won);
        var number = cases[channel].Value;
        var expected = _expected[channel];
        if (number < expected)
            Doubled++;
        else
            Lost += number - expected;
        _expected[channel] = Math.Max(expected, number + 1);
        Volatile.Write(ref _read, _read + 1);
    }
}
