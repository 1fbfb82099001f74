namespace HostedRuntime.Registration;

/// <summary>
/// The additions to a runtime: plugins, hooks and requirements of plugins, each kind in the order of adding. They are no services, because
/// requests to the container would cost every start of a host, and usually there are no additions.
/// </summary>
internal sealed class RuntimeRegistration(string runtime)
{
    private readonly List<object> _all = [];

    public string Runtime => runtime;

    public void Add(object addition) => _all.Add(addition);

    public bool Has<T>() where T : class
    {
        foreach (var addition in _all)
        {
            if (addition is T)
                return true;
        }

        return false;
    }

    public IReadOnlyList<T> Of<T>() where T : class => [.. _all.OfType<T>()];
}
