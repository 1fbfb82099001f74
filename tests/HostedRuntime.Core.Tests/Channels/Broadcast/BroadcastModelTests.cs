using CsCheck;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Channels;

/// <summary>Compares random histories of a broadcast (three receivers, capacity two) with a model that keeps every item.</summary>
public sealed class BroadcastModelTests
{
    private const int Receivers = 3;
    private const int Capacity = 2;

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Gen.Int[0, 9].Operation<Actual, Model>(static item => $"Send {item}", static (a, item) => a.Send(item), static (m, item) => m.Send(item)),
        Step("ReadAsync", static (a, i) => a.Read(i), static (m, i) => m.Begin(i)),
        Step("TryRead", static (a, i) => a.TryRead(i), static (m, i) => m.TryRead(i)),
        Step("cancel", static (a, i) => a.Readers.Cancel(i), static (m, i) => m.Cancel(i)),
        Step("Dispose", static (a, i) => a.End(i), static (m, i) => m.End(i)),
        Histories.Step<Actual, Model>("Dispose of the sender", 1, static (a, _) => a.Close(), static (m, _) => m.Close()),
    ];

    [Fact]
    public void Broadcast_RandomSequentialHistory_MatchesTheModel() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void Broadcast_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Receivers, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly BroadcastSender<int> _sender;
        private readonly BroadcastReceiver<int>[] _receivers;

        public Actual()
        {
            var (sender, first) = Broadcast.Create<int>(Capacity);
            _sender = sender;
            _receivers = [first, sender.Subscribe(), first.Resubscribe()];
        }

        public Readers Readers { get; } = new(Receivers);

        public void Send(int item)
        {
            try
            {
                _sender.Send(item);
            }
            catch (ObjectDisposedException)
            {
            }
        }

        public void Read(int receiver) => Readers.Begin(receiver, ct => Wait.For(_receivers[receiver].ReadAsync(ct)));

        public void TryRead(int receiver)
            => Readers.Do(receiver, () => _receivers[receiver].TryRead(out var read) ? read : null);

        public void End(int receiver) => _receivers[receiver].Dispose();

        public void Close() => _sender.Dispose();

        public string Observe() => string.Join(' ', _receivers.Select((receiver, i) => $"{Readers.Observe(i)}/{receiver.Count}").Append($"{_sender.ReceiverCount}"));
    }

    private sealed class Model() : ReceiversModel(BroadcastModelTests.Receivers)
    {
        private readonly List<int> _items = [];

        public void Send(int item)
        {
            if (IsClosed || LiveCount == 0)
                return;
            _items.Add(item);
            Serve();
        }

        public void TryRead(int receiver)
        {
            if (!Receivers[receiver].Waits && Take(Receivers[receiver]) is { } taken)
                Receivers[receiver].Log.Append(taken);
        }

        public override string Observe()
            => string.Join(' ', Receivers.Select(receiver => $"{receiver}/{(receiver.IsEnded ? 0 : _items.Count - receiver.Position)}").Append($"{LiveCount}"));

        protected override string? Take(Receiver receiver)
        {
            if (receiver.IsEnded)
                return "closed";
            var missed = _items.Count - Capacity - receiver.Position;
            if (missed > 0)
            {
                receiver.Position += missed;
                return $"lagged {missed}";
            }

            if (receiver.Position < _items.Count)
                return $"item {_items[receiver.Position++]}";
            return IsClosed ? "closed" : null;
        }
    }
}
