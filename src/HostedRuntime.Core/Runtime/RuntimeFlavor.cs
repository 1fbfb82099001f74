namespace HostedRuntime;

/// <summary>What runs a runtime's tasks.</summary>
public enum RuntimeFlavor
{
    /// <summary>Several worker threads of its own that steal work from each other.</summary>
    MultiThread,
}
