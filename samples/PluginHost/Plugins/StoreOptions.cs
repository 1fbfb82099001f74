using System.ComponentModel.DataAnnotations;

namespace PluginHost.Plugins;

/// <summary>The section <c>AsyncRuntime:Plugins:Store</c>.</summary>
internal sealed class StoreOptions
{
    /// <summary>How many quotes the store keeps.</summary>
    [Range(1, 1_000)]
    public int Capacity { get; set; } = 100;
}
