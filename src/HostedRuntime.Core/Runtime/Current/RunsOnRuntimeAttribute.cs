namespace HostedRuntime;

/// <summary>
/// Tells the analyzers that code runs as a part of a runtime's tasks. The code is the attributed method, the methods of the attributed
/// type, or the delegate that is given for the attributed parameter. Changes nothing at run time.
/// </summary>
/// <remarks>
/// <para>The analyzers find by themselves the bodies of <c>Spawn</c> and its relatives, hooks of plugins, jobs, and private methods that
/// only bodies call. Use the attribute where code is reached in another way. An example is a method of a service that only tasks of a
/// runtime call, or the parameter of a method of your own that spawns.</para>
/// <para>The analyzers recognise the attribute by its name, so that a library without a reference to this assembly can declare it.</para>
/// </remarks>
[AttributeUsage(
    AttributeTargets.Method | AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Interface | AttributeTargets.Parameter,
    Inherited = false)]
public sealed class RunsOnRuntimeAttribute : Attribute;
