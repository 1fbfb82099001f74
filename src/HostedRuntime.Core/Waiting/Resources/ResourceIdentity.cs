using HostedRuntime.Atomics;

namespace HostedRuntime.Waiting;

/// <summary>
/// The name and the number of a resource. The number is assigned on first use, so a resource that no description shows costs one null
/// reference.
/// </summary>
internal struct ResourceIdentity
{
    private AtomicRef<Label> _label;

    public readonly string? Name => _label.Read()?.Name;

    /// <summary>The number of the resource, which no other resource of the process has. Any thread.</summary>
    public long Id
    {
        get
        {
            if (_label.Read() is { } label)
                return label.Id;
            label = new Label(null);
            return (_label.CompareExchange(label, null) ?? label).Id;
        }
    }

    /// <summary>
    /// Names the resource and lists it in the <see cref="ResourceRegistry"/>. Called while the resource is made, before another thread can
    /// use it. Null leaves it without a name.
    /// </summary>
    /// <exception cref="ArgumentException">The name is empty.</exception>
    public void SetName(string? name, IResource resource)
    {
        if (name is null)
            return;
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        _label.Write(new Label(name));
        ResourceRegistry.Add(resource);
    }

    private sealed class Label(string? name)
    {
        private static AtomicLong s_lastId;

        public long Id { get; } = s_lastId.Add(1);

        public string? Name => name;
    }
}
