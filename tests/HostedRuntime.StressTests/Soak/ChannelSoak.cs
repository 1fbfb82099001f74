using System.Diagnostics;

namespace HostedRuntime.StressTests.Soak;

/// <summary>
/// Producers and a consumer on a runtime that attack each other. A step of one side, a send or a read, lets the other side go on. Before
/// the step, after it, or concurrently from a third thread, the user cancels a wait of the other side or aborts its task. An item whose
/// send was cancelled is sent again.
/// So each producer's numbers arrive without gap or repetition, or the channel has a bug.
/// </summary>
internal sealed class ChannelSoak(SoakChannel channel, int items, int seed)
{
    private const int Producers = 4;
    private const int Consumer = Producers;

    /// <summary>The producers, then the consumer.</summary>
    private readonly SoakUser[] _users = [.. Enumerable.Range(0, Producers + 1).Select(place => new SoakUser(seed + place))];
    private readonly int[] _expected = new int[Producers];

    /// <summary>The user that the attacking thread attacks next.</summary>
    private SoakUser? _target;
    private long _read;
    private bool _isOver;

    public int Lost { get; private set; }

    public int Doubled { get; private set; }

    /// <summary>True if no item was read for the time given, because some task was never woken; otherwise false.</summary>
    public bool IsStuck { get; private set; }

    public long Read => Volatile.Read(ref _read);

    public bool IsRight => Lost == 0 && Doubled == 0 && !IsStuck && Read == items;

    public ChannelSoak Run(IRuntimeHandle runtime, TimeSpan patience)
    {
        var tasks = Enumerable.Range(0, Producers).Select(producer =>
        {
            var sender = channel.CreateSender();
            return runtime.Spawn(() => ProduceAsync(runtime, sender, producer));
        }).ToList();
        channel.Start();
        tasks.Add(runtime.Spawn(() => _users[Consumer].RunAsync(runtime, ConsumeAsync)));
        var attacker = new Thread(Attack);
        attacker.Start();
        Watch(tasks, patience);
        Volatile.Write(ref _isOver, true);
        attacker.Join();
        return this;
    }

    public override string ToString()
    {
        var senders = _users[..Producers];
        var receiver = _users[Consumer];
        return $"{Read:N0} of {items:N0} items read: {Lost} lost, {Doubled} doubled or late{(IsStuck ? ", then stuck" : "")}. "
            + $"Of the senders' waits {senders.Sum(static user => user.Canceled):N0} were cancelled, {senders.Sum(static user => user.Aborted):N0} aborted, and {senders.Sum(static user => user.Granted):N0} had theirs when the cancel came; "
            + $"of the receiver's {receiver.Canceled:N0}, {receiver.Aborted:N0} and {receiver.Granted:N0}. {_users.Sum(static user => user.Respawns):N0} tasks were spawned again.";
    }

    private async Task ProduceAsync(IRuntimeHandle runtime, ISoakSender sender, int producer)
    {
        var user = _users[producer];
        var sent = 0;
        using (sender)
        {
            await user.RunAsync(runtime, async () =>
            {
                while (sent < items / Producers)
                {
                    // The ways that send two items are chosen only while two items are left.
                    var way = sent + 1 < items / Producers ? user.Random.Next(8) : 3;
                    sent += await StepAsync(user, _users[Consumer], ct => sender.SendAsync(new(producer, sent), way, ct)) ?? 0;
                    // Now and then the senders are the slow side, so that the receiver waits.
                    for (var pause = (Read & 64) == 0 ? 0 : user.Random.Next(16); pause > 0; pause--)
                        await Task.Yield();
                }
            });
        }
    }

    private async Task ConsumeAsync()
    {
        var user = _users[Consumer];
        var buffer = new SoakItem[16];
        while (true)
        {
            var way = user.Random.Next(3);
            if (await StepAsync(user, _users[user.Random.Next(Producers)], ct => channel.ReadAsync(buffer, way, ct)) is not { } count)
                continue;
            if (count == 0)
                return;
            foreach (var item in buffer.AsSpan(0, count))
                Account(item);
        }
    }

    /// <summary>Takes one step of a user, and perhaps attacks a user of the other side before it, after it or concurrently.</summary>
    /// <returns>The number of items, or null if the step was cancelled or aborted.</returns>
    private async ValueTask<int?> StepAsync(SoakUser user, SoakUser other, Func<CancellationToken, ValueTask<int>> step)
    {
        var attack = user.Random.Next(6);
        if (attack == 0)
            other.Attack(user.Random.Next());
        else if (attack == 1)
            Volatile.Write(ref _target, other);
        var result = await user.TryAsync(step);
        if (attack == 2)
            other.Attack(user.Random.Next());
        return result;
    }

    private void Attack()
    {
        var random = new Random(seed - 1);
        var spin = default(SpinWait);
        while (!Volatile.Read(ref _isOver))
        {
            if (Interlocked.Exchange(ref _target, null) is { } target)
            {
                target.Attack(random.Next());
                spin.Reset();
            }
            else
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }
        }
    }

    private void Account(SoakItem item)
    {
        var expected = _expected[item.Producer];
        if (item.Number < expected)
            Doubled++;
        else
            Lost += item.Number - expected;
        _expected[item.Producer] = Math.Max(expected, item.Number + 1);
        Volatile.Write(ref _read, _read + 1);
    }

    private void Watch(List<JoinHandle> tasks, TimeSpan patience)
    {
        var (seen, since) = (0L, Stopwatch.GetTimestamp());
        while (tasks.Exists(static task => !task.IsFinished))
        {
            if (Read != seen)
                (seen, since) = (Read, Stopwatch.GetTimestamp());
            else if (Stopwatch.GetElapsedTime(since) > patience)
            {
                IsStuck = true;
                return;
            }

            Thread.Sleep(10);
        }
    }
}
