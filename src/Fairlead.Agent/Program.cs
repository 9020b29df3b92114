using Fairlead.Agent;

var status = Fairlead.Mirror.Agent.AgentProgram.Run(args);
UploadedFolder.Remove();
return status;
