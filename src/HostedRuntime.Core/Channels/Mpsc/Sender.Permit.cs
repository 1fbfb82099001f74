namespace HostedRuntime.Channels;

public sealed partial class Sender<T>
{
    /// <summary>
    /// Places in a channel that are reserved, for items that will be sent later. They stay good when the channel is closed, and keep its
    /// reader waiting until they are used or given back. Thread-safe; copies are one permit.
    /// </summary>
    public readonly struct Permit : IDisposable
    {
        private readonly PermitHold<T>? _hold;
        private readonly int _version;

        internal Permit(PermitHold<T> hold, int version) => (_hold, _version) = (hold, version);

        /// <summary>Items that it can still send; zero once it is used up or disposed.</summary>
        public int Remaining => _hold?.Core.RemainingOf(_hold, _version) ?? 0;

        /// <summary>Sends at once, also when the channel was closed meanwhile. After the receiver was disposed the item is dropped.</summary>
        /// <param name="item">What to send.</param>
        /// <exception cref="InvalidOperationException">The permit is used up or disposed.</exception>
        public void Send(T item)
        {
            if (_hold?.Core.TrySend(item, _hold, _version) != true)
            {
                throw new InvalidOperationException(
                    "This permit has no place left: each was used, or it was disposed. A permit sends as many items as were reserved; reserve again for more.");
            }
        }

        /// <summary>Gives back what was not used. A second time, or as a copy, it does nothing.</summary>
        public void Dispose() => _hold?.Core.EndPermit(_hold, _version);
    }
}
