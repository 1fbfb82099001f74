namespace HostedRuntime.Channels;

public sealed partial class Sender<T>
{
    /// <summary>
    /// Reserves places in a channel for items that will be sent later. The places remain valid when the channel is closed. The reader waits
    /// until they are used or given back. Thread-safe; copies are the same permit.
    /// </summary>
    public readonly struct Permit : IDisposable
    {
        private readonly PermitBlock<T>? _hold;
        private readonly int _version;

        internal Permit(PermitBlock<T> hold, int version) => (_hold, _version) = (hold, version);

        /// <summary>How many items the permit can still send. Zero once it is used up or disposed.</summary>
        public int Remaining => _hold?.Core.RemainingOf(_hold, _version) ?? 0;

        /// <summary>Sends at once, even if the channel was closed meanwhile. If the receiver was disposed, the item is dropped.</summary>
        /// <param name="item">The item to send.</param>
        /// <exception cref="InvalidOperationException">The permit is used up or disposed.</exception>
        public void Send(T item)
        {
            if (_hold?.Core.TrySend(item, _hold, _version) != true)
            {
                throw new InvalidOperationException(
                    "This permit has no place left: each was used, or it was disposed. A permit sends as many items as were reserved; reserve again for more.");
            }
        }

        /// <summary>Gives back the places that were not used. Idempotent, also on a copy.</summary>
        public void Dispose() => _hold?.Core.EndPermit(_hold, _version);
    }
}
