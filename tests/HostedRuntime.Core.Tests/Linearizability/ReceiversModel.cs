using System.Text;

namespace HostedRuntime.Tests.Linearizability;

/// <summary>
/// A model of the receivers of a broadcast or a watch. Each receiver has one wait at a time, and a log of the results of its reads.
/// <see cref="Readers"/> keeps the same log for the real receivers.
/// </summary>
internal abstract class ReceiversModel(int count) : IObserved
{
    protected IReadOnlyList<Receiver> Receivers { get; } = [.. Enumerable.Range(0, count).Select(static _ => new Receiver())];

    /// <summary>True once the sender has ended.</summary>
    protected bool IsClosed { get; private set; }

    protected int LiveCount => Receivers.Count(static receiver => !receiver.IsEnded);

    public void Begin(int receiver)
    {
        Receivers[receiver].Waits = true;
        Serve();
    }

    public void Cancel(int receiver)
    {
        if (!Receivers[receiver].Waits)
            return;
        Receivers[receiver].Waits = false;
        Receivers[receiver].Log.Append('x');
    }

    public void End(int receiver)
    {
        Receivers[receiver].IsEnded = true;
        Serve();
    }

    public void Close()
    {
        IsClosed = true;
        Serve();
    }

    public abstract string Observe();

    /// <summary>Takes the result that is ready for a receiver.</summary>
    /// <returns>The result, or null if the receiver has to wait.</returns>
    protected abstract string? Take(Receiver receiver);

    /// <summary>Ends each wait whose result is ready.</summary>
    protected void Serve()
    {
        foreach (var receiver in Receivers.Where(static receiver => receiver.Waits))
        {
            if (Take(receiver) is not { } taken)
                continue;
            receiver.Waits = false;
            receiver.Log.Append(taken);
        }
    }

    protected sealed class Receiver
    {
        public StringBuilder Log { get; } = new();

        /// <summary>The number of the next item, or the version of the value that was seen last.</summary>
        public int Position { get; set; }

        public bool Waits { get; set; }

        public bool IsEnded { get; set; }

        public override string ToString() => $"{Log}{(Waits ? "?" : "")}";
    }
}
