using System.Text;

namespace HostedRuntime.Tests.Models;

/// <summary>
/// The receivers of a channel where each receives for itself, as a model has them: one wait at a time, and a protocol of what
/// the reads came to. Which <see cref="Readers"/> keeps of the real ones.
/// </summary>
internal abstract class ReceiversModel(int count) : IObserved
{
    protected IReadOnlyList<Receiver> Receivers { get; } = [.. Enumerable.Range(0, count).Select(static _ => new Receiver())];

    /// <summary>The sender has ended.</summary>
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
        Receivers[receiver].Protocol.Append('x');
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

    /// <summary>What a receiver that waits gets right now; null: nothing yet.</summary>
    protected abstract string? Take(Receiver receiver);

    /// <summary>Gives those who wait what there is for them.</summary>
    protected void Serve()
    {
        foreach (var receiver in Receivers.Where(static receiver => receiver.Waits))
        {
            if (Take(receiver) is not { } taken)
                continue;
            receiver.Waits = false;
            receiver.Protocol.Append(taken);
        }
    }

    protected sealed class Receiver
    {
        public StringBuilder Protocol { get; } = new();

        /// <summary>How far it has come.</summary>
        public int Position { get; set; }

        public bool Waits { get; set; }

        public bool IsEnded { get; set; }

        public override string ToString() => $"{Protocol}{(Waits ? "?" : "")}";
    }
}
