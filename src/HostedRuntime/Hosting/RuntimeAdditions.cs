namespace HostedRuntime.Hosting;

/// <summary>
/// What was added to a runtime: plugins, hooks and what needs plugins, each kind in the order of adding. Not services: to ask the container
/// for each kind costs every start of a host, and as a rule there is nothing.
/// </summary>
internal sealed class RuntimeAdditions(string runtime)
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
