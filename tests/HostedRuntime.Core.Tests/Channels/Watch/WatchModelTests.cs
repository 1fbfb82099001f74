using CsCheck;
using HostedRuntime.Channels;
using HostedRuntime.Tests.Linearizability;

namespace HostedRuntime.Tests.Channels;

/// <summary>Compares random histories of a watch (three receivers) with a model: a value and the number of its changes.</summary>
public sealed class WatchModelTests
{
    private const int Receivers = 3;

    private static GenOperation<Actual, Model>[] Steps =>
    [
        Gen.Int[0, 3].Operation<Actual, Model>(static value => $"Send {value}", static (a, value) => a.Send(value), static (m, value) => m.Send(value)),
        Gen.Int[0, 3].Operation<Actual, Model>(static value => $"Update to {value}", static (a, value) => a.Update(value), static (m, value) => m.Update(value)),
        Step("ChangedAsync", static (a, i) => a.Changed(i), static (m, i) => m.Begin(i)),
        Step("Read", static (a, i) => a.Read(i), static (m, i) => m.Read(i)),
        Step("cancel", static (a, i) => a.Readers.Cancel(i), static (m, i) => m.Cancel(i)),
        Step("Dispose", static (a, i) => a.End(i), static (m, i) => m.End(i)),
        Histories.Step<Actual, Model>("Dispose of the sender", 1, static (a, _) => a.Close(), static (m, _) => m.Close()),
    ];

    [Fact]
    public void Watch_RandomSequentialHistory_MatchesTheModel() => Histories.Match(static () => (new Actual(), new Model()), Steps);

    [Fact]
    public void Watch_RandomConcurrentHistory_IsLinearizable() => Histories.Linearize(static () => (new Actual(), new Model()), Steps);

    private static GenOperation<Actual, Model> Step(string name, Action<Actual, int> actual, Action<Model, int> model)
        => Histories.Step(name, Receivers, actual, model);

    private sealed class Actual : IObserved
    {
        private readonly WatchSender<int> _sender;
        private readonly WatchReceiver<int>[] _receivers;

        public Actual()
        {
            var (sender, first) = Watch.Create(0);
            _sender = sender;
            _receivers = [first, sender.Subscribe(), first.Clone()];
        }

        public Readers Readers { get; } = new(Receivers);

        public void Send(int value) => UnlessEnded(() => _sender.Send(value));

        public void Update(int value) => UnlessEnded(() => _sender.Update(_ => value));

        public void Changed(int receiver) => Readers.Begin(receiver, ct => Wait.For(_receivers[receiver].ChangedAsync(ct)));

        public void Read(int receiver) => Readers.Do(receiver, () => _receivers[receiver].Read());

        public void End(int receiver) => _receivers[receiver].Dispose();

        public void Close() => _sender.Dispose();

        public string Observe() => string.Join(' ', _receivers
            .Select((receiver, i) => $"{Readers.Observe(i)}/{receiver.HasChanged}")
            .Append($"{_sender.Value} for {_sender.ReceiverCount}"));

        private static void UnlessEnded(Action act)
        {
            try
            {
                act();
            }
            catch (ObjectDisposedException)
            {
            }
        }
    }

    private sealed class Model() : ReceiversModel(WatchModelTests.Receivers)
    {
        private int _value;
        private int _version;

        public void Send(int value)
        {
            if (IsClosed)
                return;
            (_value, _version) = (value, _version + 1);
            Serve();
        }

        public void Update(int value)
        {
            if (value != _value)
                Send(value);
        }

        public void Read(int receiver)
        {
            if (Receivers[receiver].Waits)
                return;
            Receivers[receiver].Position = _version;
            Receivers[receiver].Log.Append(_value);
        }

        public override string Observe()
            => string.Join(' ', Receivers.Select(receiver => $"{receiver}/{HasChanged(receiver)}").Append($"{_value} for {LiveCount}"));

        protected override string? Take(Receiver receiver)
        {
            if (!HasChanged(receiver))
                return receiver.IsEnded || IsClosed ? $"{false}" : null;
            receiver.Position = _version;
            return $"{true}";
        }

        private bool HasChanged(Receiver receiver) => !receiver.IsEnded && receiver.Position != _version;
    }
}
